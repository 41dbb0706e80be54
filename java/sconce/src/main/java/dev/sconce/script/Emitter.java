package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.ir.Block;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Graph;
import dev.sconce.ir.Node;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import dev.sconce.ir.Value;
import dev.sconce.runtime.ValueTypes;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Compiles one function: its syntax tree to a graph. Equals PyTorch's {@code ir_emitter.cpp}: statements are emitted in order with
 * variables as loads and stores and with early exits as nodes; {@link SsaConversion}, {@link ExitTransform} and {@link ForkLifting} then
 * make of that a graph in single assignment, with plain {@code prim::If} and {@code prim::Loop}.
 *
 * <p>This class holds what the parts of the emitter share: the graph, the scope, constants, small constructions.
 */
final class Emitter {
    /** What is known of the result of the function or closure being emitted. */
    static final class Definition {
        /** As annotated; null where it is not. */
        Type declaredReturn;
        /** Of the returns so far; null before the first. */
        Type mergedReturn;
    }

    /** Equality and hash code by hand, as for all records here that a cold start compares: those of records are made at run time. */
    private record ConstantKey(Object value, Type type) {
        @Override
        public boolean equals(Object other) {
            return other instanceof ConstantKey that && Objects.equals(value, that.value) && type.equals(that.type);
        }

        @Override
        public int hashCode() {
            return 31 * Objects.hashCode(value) + type.hashCode();
        }
    }

    private final CompilationUnit unit;
    private final Graph graph = new Graph();
    private final Builtins builtins;
    private final Deque<Definition> definitions = new ArrayDeque<>();
    private final Set<Block> exitingBlocks = new HashSet<>();
    private final Map<ConstantKey, Value> constants = new HashMap<>();
    private Node lastConstant;
    private Environment environment;
    private int temporaries;

    final ExpressionEmitter expressions = new ExpressionEmitter(this);
    final ConditionEmitter conditions = new ConditionEmitter(this);
    final CallEmitter calls = new CallEmitter(this);
    final IndexEmitter indexing = new IndexEmitter(this);
    final LoopEmitter loops = new LoopEmitter(this);
    final AssignmentEmitter assignments = new AssignmentEmitter(this);
    final StatementEmitter statements = new StatementEmitter(this);

    private Emitter(CompilationUnit unit) {
        this.unit = unit;
        this.builtins = new Builtins(graph, unit);
    }

    /**
     * The graph of a function.
     *
     * @param self the class of a method; null for a free function
     * @throws ScriptException when the source is wrong
     * @throws dev.sconce.UnsupportedException when it calls an operator that does not exist
     */
    static Graph compile(CompilationUnit unit, Stmt.Def def, ClassType self, FunctionSchema schema) {
        Emitter emitter = new Emitter(unit);
        emitter.pushDefinition(emitter.graph.block());
        emitter.statements.definition(def, self, schema, emitter.graph.block());
        emitter.popDefinition();
        SsaConversion.run(emitter);
        ExitTransform.run(emitter);
        ForkLifting.run(emitter.graph);
        DeadValues.remove(emitter.graph.block());
        return emitter.graph;
    }

    CompilationUnit unit() {
        return unit;
    }

    Graph graph() {
        return graph;
    }

    Builtins builtins() {
        return builtins;
    }

    Environment environment() {
        return environment;
    }

    Definition definition() {
        return definitions.peek();
    }

    void pushFrame(Block block) {
        environment = new Environment(this, block, environment);
    }

    Environment popFrame() {
        Environment popped = environment;
        environment = environment.outer();
        return popped;
    }

    void pushDefinition(Block block) {
        definitions.push(new Definition());
        pushFrame(block);
    }

    void popDefinition() {
        popFrame();
        definitions.pop();
    }

    /** Runs with new nodes put at the end of the block. */
    <T> T at(Block block, Supplier<T> emission) {
        return at(block.returnNode(), emission);
    }

    /** Runs with new nodes put before the node. */
    <T> T at(Node node, Supplier<T> emission) {
        Node former = graph.setInsertPoint(node);
        try {
            return emission.get();
        } finally {
            graph.setInsertPoint(former);
        }
    }

    /** Notes that control leaves the block: what would follow in it is not emitted. */
    void markExit(Block block) {
        exitingBlocks.add(block);
    }

    boolean exits(Block block) {
        return exitingBlocks.contains(block);
    }

    String temporary(String prefix) {
        return "$" + prefix + temporaries++;
    }

    /** A constant at the start of the graph, one for all uses. */
    Value constant(Object value, SourceRange range) {
        return constant(value, ValueTypes.of(value), range);
    }

    Value constant(Object value, Type type, SourceRange range) {
        return constants.computeIfAbsent(new ConstantKey(value, type), key -> {
            Node node = graph.create("prim::Constant", range);
            if (value != null) {
                node.set("value", value);
            }
            return atStart(node).addOutput(type);
        });
    }

    Value none(SourceRange range) {
        return constant(null, Type.NONE, range);
    }

    /** A value that is never read, one a type. */
    Value uninitialized(Type type, SourceRange range) {
        return constants.computeIfAbsent(
                new ConstantKey(Definition.class, type),
                key -> atStart(graph.create("prim::Uninitialized", range)).addOutput(type));
    }

    private Node atStart(Node node) {
        node.insertAfter(lastConstant == null ? graph.block().paramNode() : lastConstant);
        lastConstant = node;
        return node;
    }

    /** What a constant holds (None is {@code Optional.empty}-like null too); null for any other value. */
    static Object constantOf(Value value) {
        return value.node().is("prim::Constant") ? value.node().attribute("value") : null;
    }

    Node insert(String kind, SourceRange range, Value... inputs) {
        return insert(kind, range, Arrays.asList(inputs));
    }

    Node insert(String kind, SourceRange range, List<Value> inputs) {
        return graph.insert(graph.create(kind, range, inputs));
    }

    Value list(Type element, List<Value> elements, SourceRange range) {
        return insert("prim::ListConstruct", range, elements).addOutput(new Type.ListType(element));
    }

    Value dict(Type.DictType type, List<Value> keysAndValues, SourceRange range) {
        return insert("prim::DictConstruct", range, keysAndValues).addOutput(type);
    }

    Value tuple(List<Value> elements, SourceRange range) {
        Type type = new Type.TupleType(elements.stream().map(Value::type).toList());
        return insert("prim::TupleConstruct", range, elements).addOutput(type);
    }

    Value tupleIndex(Value tuple, Value index, Type type, SourceRange range) {
        return insert("prim::TupleIndex", range, tuple, index).addOutput(type);
    }

    /** The elements of a tuple; of one that was just made, what it was made of. */
    List<Value> tupleElements(Value tuple, SourceRange range) {
        if (tuple.node().is("prim::TupleConstruct")) {
            return tuple.node().inputs();
        }
        Node unpack = insert("prim::TupleUnpack", range, tuple);
        ((Type.TupleType) tuple.type()).elements().forEach(unpack::addOutput);
        return unpack.outputs();
    }

    Value uncheckedCast(Value value, Type type, SourceRange range) {
        return insert("prim::unchecked_cast", range, value).addOutput(type);
    }

    Type type(Expr annotation) {
        return unit.annotations().parse(annotation);
    }

    /** Checks the number of arguments of a call to a special form. */
    static void expectArguments(Expr.Apply apply, int count, String name) {
        if (apply.arguments().size() != count || !apply.keywords().isEmpty()) {
            throw new ScriptException(name + " takes exactly " + count + " positional arguments", apply.range());
        }
    }
}
