package dev.sconce.ir;

import dev.sconce.ir.Type.ListType;
import dev.sconce.ir.Type.OptionalType;
import dev.sconce.ir.Type.TupleType;
import java.util.ArrayList;
import java.util.List;

/**
 * What TorchScript does, unasked, to make an argument fit: PyTorch's {@code tryConvertToType}. Inserts nodes into the
 * graph.
 */
public final class ImplicitConversion {
    private static final FunctionSchema TENSOR_TO_FLOAT = SchemaParser.parse("aten::FloatImplicit(Tensor a) -> float");
    private static final FunctionSchema TENSOR_TO_INT = SchemaParser.parse("aten::IntImplicit(Tensor a) -> int");
    private static final FunctionSchema TENSOR_TO_COMPLEX =
            SchemaParser.parse("aten::ComplexImplicit(Tensor a) -> complex");
    private static final FunctionSchema TENSOR_TO_NUMBER =
            SchemaParser.parse("aten::ScalarImplicit(Tensor a) -> Scalar");
    private static final FunctionSchema NUMBER_TO_FLOAT = SchemaParser.parse("aten::Float.Scalar(Scalar a) -> float");
    private static final FunctionSchema NUMBER_TO_INT = SchemaParser.parse("aten::Int.Scalar(Scalar a) -> int");
    private static final FunctionSchema NUMBER_TO_COMPLEX =
            SchemaParser.parse("aten::Complex.Scalar(Scalar a) -> complex");
    private static final FunctionSchema BOOL_TO_FLOAT = SchemaParser.parse("aten::Float.bool(bool a) -> float");
    private static final FunctionSchema BOOL_TO_INT = SchemaParser.parse("aten::Int.bool(bool a) -> int");
    private static final FunctionSchema STRING_TO_DEVICE = SchemaParser.parse("aten::device(str a) -> Device");

    private final Graph graph;
    private final SourceRange range;
    private final boolean ofScalars;

    /** @param ofScalars whether tensors, numbers, bools and strings are converted too, not containers only */
    public ImplicitConversion(Graph graph, SourceRange range, boolean ofScalars) {
        this.graph = graph;
        this.range = range;
        this.ofScalars = ofScalars;
    }

    /** The value or what it converts to; of the wanted type if there is a way. */
    public Value convert(Value value, Type wanted) {
        Type type = value.type();
        if (wanted instanceof OptionalType optional && !(type instanceof OptionalType) && type != Type.NONE) {
            return convert(value, optional.element());
        }
        if (value.node().is("prim::EmptyListLiteral") && wanted instanceof ListType list) {
            return list(graph, range, list.element(), List.of());
        }
        if (type instanceof TupleType tuple) {
            return convertTuple(value, tuple, wanted);
        }
        FunctionSchema conversion = ofScalars ? scalarConversion(type, wanted) : null;
        return conversion == null ? value : call(conversion, value);
    }

    private Value convertTuple(Value value, TupleType tuple, Type wanted) {
        if (Types.unwrapOptional(wanted) instanceof ListType list && Types.isConvertibleToList(tuple, list)) {
            return list(graph, range, list.element(), unpack(value, tuple));
        }
        if (!(wanted instanceof TupleType target)
                || tuple.isSubtypeOf(target)
                || target.elements().size() != tuple.elements().size()) {
            return value;
        }
        List<Value> elements = new ArrayList<>(unpack(value, tuple));
        for (int i = 0; i < elements.size(); i++) {
            elements.set(i, convert(elements.get(i), target.elements().get(i)));
        }
        TupleType converted = new TupleType(elements.stream().map(Value::type).toList());
        return graph.insert(graph.create("prim::TupleConstruct", range, elements))
                .addOutput(converted);
    }

    private List<Value> unpack(Value tuple, TupleType type) {
        if (tuple.node().is("prim::TupleConstruct")) {
            return tuple.node().inputs();
        }
        Node node = graph.insert(graph.create("prim::TupleUnpack", range, tuple));
        type.elements().forEach(node::addOutput);
        return node.outputs();
    }

    private static FunctionSchema scalarConversion(Type type, Type wanted) {
        if (type == Type.TENSOR) {
            return choose(wanted, TENSOR_TO_FLOAT, TENSOR_TO_INT, TENSOR_TO_COMPLEX, TENSOR_TO_NUMBER);
        } else if (type == Type.NUMBER) {
            return choose(wanted, NUMBER_TO_FLOAT, NUMBER_TO_INT, NUMBER_TO_COMPLEX, null);
        } else if (type == Type.BOOL) {
            return choose(wanted, BOOL_TO_FLOAT, BOOL_TO_INT, null, BOOL_TO_INT);
        } else if (type == Type.STRING && wanted == Type.DEVICE) {
            return STRING_TO_DEVICE;
        }
        return null;
    }

    private static FunctionSchema choose(
            Type wanted,
            FunctionSchema toFloat,
            FunctionSchema toInt,
            FunctionSchema toComplex,
            FunctionSchema toNumber) {
        if (!(wanted instanceof Type.Primitive primitive)) {
            return null;
        }
        return switch (primitive) {
            case FLOAT -> toFloat;
            case INT -> toInt;
            case COMPLEX -> toComplex;
            case NUMBER -> toNumber;
            default -> null;
        };
    }

    private Value call(FunctionSchema conversion, Value value) {
        Node node = graph.create(conversion.name(), range, value).setSchema(conversion);
        return graph.insert(node).addOutput(conversion.returnType());
    }

    /** Inserts the node that makes a list of the values. */
    static Value list(Graph graph, SourceRange range, Type element, List<Value> values) {
        return graph.insert(graph.create("prim::ListConstruct", range, values)).addOutput(new ListType(element));
    }
}
