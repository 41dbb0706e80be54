package dev.sconce.ir;

import dev.sconce.Device;
import dev.sconce.ir.Type.DictType;
import dev.sconce.ir.Type.ListType;
import dev.sconce.ir.Type.TupleType;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.TupleValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Reads the text form of graphs that {@link GraphText} writes, as PyTorch's {@code torch._C.parse_ir} does: for
 * tests, and for looking at a pass by hand. Source ranges and the values of tensor constants are not in the text.
 */
public final class GraphParser {
    private final TextCursor in;
    private final String text;
    private final OperatorSet operators;
    private final TypeParser types;
    private final Graph graph = new Graph();
    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, Node> subgraphs = new HashMap<>();

    private GraphParser(TextCursor in, String text, OperatorSet operators, TypeParser.ClassResolver classes) {
        this.in = in;
        this.text = text;
        this.operators = operators;
        this.types = new TypeParser(in, classes);
    }

    /** The graph of the text, whose nodes have no schemas and whose classes are new ones without methods. */
    public static Graph parse(String text) {
        return parse(text, name -> List.of(), new HashMap<>());
    }

    /** The graph of the text; a node of an operator that is in the set has the schema that its inputs fit. */
    public static Graph parse(String text, OperatorSet operators) {
        return parse(text, operators, new HashMap<>());
    }

    /**
     * The graph of the text.
     *
     * @param classes the types by qualified name; those that the text names and the map lacks are added
     * @throws IllegalArgumentException if the text is no graph; the message shows where
     */
    public static Graph parse(String text, OperatorSet operators, Map<String, Type> classes) {
        TextCursor in = new TextCursor(text);
        TypeParser.ClassResolver resolver = name -> name.startsWith("__torch__.torch.classes.")
                ? ClassType.builtin(name)
                : classes.computeIfAbsent(name, n -> new ClassType(n, false));
        Graph graph = new GraphParser(in, text, operators, resolver).graph(resolver);
        if (!in.atEnd()) {
            throw in.error("expected the graph's end");
        }
        return graph;
    }

    private Graph graph(TypeParser.ClassResolver classes) {
        in.expect("graph");
        in.expect("(");
        parameters(graph.block(), ")");
        in.expect(":");
        nodes(graph.block());
        in.expect("return");
        inputs(graph.block().returnNode());
        comment();
        for (int left = subgraphs.size(); left > 0; left--) {
            in.expect("with");
            String name = in.word() + in.expect("::") + in.word();
            Node node = subgraphs.get(name);
            if (node == null) {
                throw in.error("no node is called " + name);
            }
            in.expect("=");
            node.set(GraphText.SUBGRAPH, new GraphParser(in, text, operators, classes).graph(classes));
        }
        return graph;
    }

    private void parameters(Block block, String close) {
        if (in.accept(close)) {
            return;
        }
        do {
            String name = in.valueName();
            define(name, block.addInput(annotation()));
        } while (in.accept(','));
        in.expect(close);
    }

    private void nodes(Block block) {
        while (in.looksAt("%") || in.looksAt("=")) {
            node(block);
        }
    }

    private void node(Block block) {
        List<String> names = new ArrayList<>();
        List<Type> outputs = new ArrayList<>();
        while (in.looksAt("%")) {
            names.add(in.valueName());
            outputs.add(annotation());
            in.accept(',');
        }
        in.expect("=");
        Node node = head();
        if (in.accept('[')) {
            do {
                String name = in.word();
                in.expect("=");
                boolean isConstant = node.is("prim::Constant") && outputs.size() == 1;
                node.set(name, attribute(isConstant ? outputs.get(0) : null));
            } while (in.accept(','));
            in.expect("]");
        }
        inputs(node);
        comment();
        for (int i = 0; i < names.size(); i++) {
            define(names.get(i), node.addOutput(outputs.get(i)));
        }
        block.append(node);
        resolve(node);
        while (in.looksAt("block")) {
            in.word();
            in.expect("(");
            Block inner = node.addBlock();
            parameters(inner, ")");
            in.expect(":");
            nodes(inner);
            in.expect("->");
            inputs(inner.returnNode());
            comment();
        }
    }

    /** The kind; one such as {@code prim::fork_0}, for which a graph follows, is without the number. */
    private Node head() {
        String kind = in.word() + in.expect("::") + in.word();
        if (!text.contains("with " + kind + " = graph")) {
            return graph.create(kind, SourceRange.NONE);
        }
        Node node = graph.create(kind.substring(0, kind.lastIndexOf('_')), SourceRange.NONE);
        subgraphs.put(kind, node);
        return node;
    }

    private void inputs(Node node) {
        in.expect("(");
        if (in.accept(')')) {
            return;
        }
        do {
            String name = in.valueName();
            Value value = values.get(name);
            if (value == null) {
                throw in.error("no value is called %" + name);
            }
            node.addInput(value);
        } while (in.accept(','));
        in.expect(")");
    }

    private Type annotation() {
        return in.accept(':') ? types.parse() : Type.TENSOR;
    }

    private void define(String name, Value value) {
        if (values.put(name, value) != null) {
            throw in.error("there are two values %" + name);
        }
        if (!Character.isDigit(name.charAt(0))) {
            value.setDebugName(name);
        }
    }

    private void comment() {
        if (in.accept('#')) {
            in.restOfLine();
        }
    }

    private void resolve(Node node) {
        List<FunctionSchema> schemas = operators.overloads(node.kind());
        if (!schemas.isEmpty()) {
            FunctionSchema schema = SchemaMatcher.find(schemas, node.inputs());
            if (schema == null) {
                throw in.error("no overload fits " + GraphText.line(node));
            }
            node.setSchema(schema);
        }
    }

    /**
     * The value of an attribute.
     *
     * @param type what it is to be; null where that is not known
     */
    private Object attribute(Type type) {
        char next = in.peek();
        if (next == '"' || next == '\'') {
            String string = in.quoted();
            return type == Type.DEVICE ? (Object) Device.of(string) : string;
        } else if (next == '[') {
            Type element = type instanceof ListType list ? list.element() : null;
            List<Object> elements = elements('[', "]", i -> element);
            return type == null ? elements : new ListValue(element, elements);
        } else if (next == '(') {
            List<Type> of = type instanceof TupleType tuple ? tuple.elements() : null;
            return new TupleValue(
                    elements('(', ")", i -> of == null ? null : of.get(i)).toArray());
        } else if (next == '{') {
            return dict(type);
        } else if (in.looksAtNumber()) {
            return number(type);
        }
        return word();
    }

    private Object number(Type type) {
        Number number = in.number();
        if (type == Type.BOOL) {
            return number.longValue() != 0;
        }
        if (type == Type.COMPLEX) {
            in.accept('+');
            double imaginary = in.number().doubleValue();
            in.expect("j");
            return new Complex(number.doubleValue(), imaginary);
        }
        return number;
    }

    private Object word() {
        if (in.acceptWord("True")) {
            return Boolean.TRUE;
        } else if (in.acceptWord("False")) {
            return Boolean.FALSE;
        } else if (in.acceptWord("None")) {
            return null;
        } else if (in.acceptWord("inf")) {
            return Double.POSITIVE_INFINITY;
        } else if (in.accept("-inf")) {
            return Double.NEGATIVE_INFINITY;
        } else if (in.acceptWord("nan")) {
            return Double.NaN;
        } else if (!in.looksAtWord()) {
            throw in.error("this value cannot be read from text");
        }
        return types.parse();
    }

    private List<Object> elements(char open, String close, IntFunction<Type> type) {
        List<Object> elements = new ArrayList<>();
        in.accept(open);
        while (!in.accept(close)) {
            elements.add(attribute(type.apply(elements.size())));
            if (!in.accept(',') && !in.looksAt(close)) {
                throw in.error("expected '" + close + "'");
            }
        }
        return elements;
    }

    private Object dict(Type type) {
        DictType of = type instanceof DictType known ? known : new DictType(Type.ANY, Type.ANY);
        DictValue dict = new DictValue(of.key(), of.value());
        in.expect("{");
        while (!in.accept('}')) {
            Object key = attribute(of.key());
            in.expect(":");
            dict.put(key, attribute(of.value()));
            if (!in.accept(',') && !in.looksAt("}")) {
                throw in.error("expected '}'");
            }
        }
        return dict;
    }
}
