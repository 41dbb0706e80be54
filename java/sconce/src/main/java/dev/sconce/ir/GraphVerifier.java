package dev.sconce.ir;

import dev.sconce.SconceException;
import dev.sconce.ir.FunctionSchema.Argument;
import dev.sconce.ir.Type.ListType;
import dev.sconce.ir.Type.TupleType;
import dev.sconce.ir.Value.Use;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Checks what every pass must keep true: values are made once, before they are used and in a block around the use;
 * uses are recorded; a node stands in one block; the blocks of {@code prim::If} and {@code prim::Loop} give what the
 * node does; a node fits its schema.
 */
public final class GraphVerifier {
    private final Graph graph;
    private final Set<Value> visible = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Integer> numbers = new HashSet<>();
    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private GraphVerifier(Graph graph) {
        this.graph = graph;
    }

    /**
     * Checks the graph and the graphs that its nodes hold.
     *
     * @throws SconceException if something is wrong; names the node and where in the source it comes from
     */
    public static void verify(Graph graph) {
        new GraphVerifier(graph).block(graph.block());
    }

    private void block(Block block) {
        Node owner = block.owner() == null ? block.returnNode() : block.owner();
        require(block.graph() == graph, owner, "its block is another graph's");
        outputs(block.paramNode());
        Node previous = block.paramNode();
        for (Node node : block.nodes()) {
            require(seen.add(node), node, "it stands in two places");
            require(node.graph() == graph, node, "it is another graph's");
            require(node.block() == block && node.previous() == previous, node, "its links are broken");
            previous = node;
            node(node);
        }
        require(block.returnNode().previous() == previous, owner, "the links of its block's end are broken");
        inputs(block.returnNode());
        valuesOf(block).forEach(visible::remove);
    }

    /** What goes out of sight at the block's end. */
    private static List<Value> valuesOf(Block block) {
        List<Value> values = new ArrayList<>(block.inputs());
        block.nodes().forEach(n -> values.addAll(n.outputs()));
        return values;
    }

    private void node(Node node) {
        inputs(node);
        for (Block inner : node.blocks()) {
            require(inner.owner() == node, node, "its block has another owner");
            block(inner);
        }
        outputs(node);
        switch (node.kind()) {
            case "prim::If" -> branches(node);
            case "prim::Loop" -> loop(node);
            case "prim::ListConstruct" -> list(node);
            case "prim::TupleConstruct" -> tuple(node);
            default -> {}
        }
        if (node.schema() != null) {
            schema(node);
        }
        if (node.attribute(GraphText.SUBGRAPH) instanceof Graph inner) {
            verify(inner);
        }
    }

    private void inputs(Node node) {
        for (int i = 0; i < node.inputs().size(); i++) {
            Value input = node.input(i);
            require(visible.contains(input), node, "input " + input + " is not made before, in a block around it");
            require(
                    Collections.frequency(input.uses(), new Use(node, i)) == 1,
                    node,
                    "input " + input + " does not know of its use");
        }
    }

    private void outputs(Node node) {
        for (Value output : node.outputs()) {
            require(output.node() == node, node, "output " + output + " says that another node makes it");
            require(output.type() != null, node, "output " + output.name() + " has no type");
            require(numbers.add(output.number()), node, "output " + output + " has a number that another value has");
            visible.add(output);
            for (Use use : output.uses()) {
                boolean isUsed = use.index() < use.node().inputs().size()
                        && use.node().input(use.index()) == output
                        && use.node().block() != null;
                require(
                        isUsed,
                        node,
                        "output " + output + " has a use that is none, in "
                                + use.node().kind());
            }
        }
    }

    private void branches(Node node) {
        require(node.inputs().size() == 1 && node.input(0).type() == Type.BOOL, node, "its input is not one bool");
        require(node.blocks().size() == 2, node, "it has not two blocks");
        for (Block branch : node.blocks()) {
            require(branch.inputs().isEmpty(), node, "a block of it has inputs");
            fit(node, branch.outputs(), node.outputs(), "block's output");
        }
    }

    private void loop(Node node) {
        List<Value> inputs = node.inputs();
        require(
                inputs.size() >= 2
                        && inputs.get(0).type() == Type.INT
                        && inputs.get(1).type() == Type.BOOL,
                node,
                "its first inputs are not an int and a bool");
        require(node.blocks().size() == 1, node, "it has not one block");
        Block body = node.blocks().get(0);
        List<Value> carried = inputs.subList(2, inputs.size());
        require(
                !body.inputs().isEmpty() && body.inputs().get(0).type() == Type.INT,
                node,
                "its block's first input is not an int");
        require(
                !body.outputs().isEmpty() && body.outputs().get(0).type() == Type.BOOL,
                node,
                "its block's first output is not a bool");
        List<Value> parameters = body.inputs().subList(1, body.inputs().size());
        List<Value> results = body.outputs().subList(1, body.outputs().size());
        fit(node, carried, parameters, "input");
        fit(node, results, parameters, "block's output");
        fit(node, carried, node.outputs(), "input");
        fit(node, results, node.outputs(), "block's output");
    }

    /** Requires that each value can be where {@code places} says. */
    private void fit(Node node, List<Value> values, List<Value> places, String what) {
        require(
                values.size() == places.size(),
                node,
                "it has " + values.size() + " " + what + "s for " + places.size() + " values");
        for (int i = 0; i < values.size(); i++) {
            require(
                    values.get(i).type().isSubtypeOf(places.get(i).type()),
                    node,
                    what + " " + values.get(i) + " does not fit " + places.get(i));
        }
    }

    private void list(Node node) {
        require(node.outputs().size() == 1 && node.output().type() instanceof ListType, node, "its output is no list");
        Type element = ((ListType) node.output().type()).element();
        for (Value input : node.inputs()) {
            require(input.type().isSubtypeOf(element), node, "input " + input + " is no " + element);
        }
    }

    private void tuple(Node node) {
        require(
                node.outputs().size() == 1 && node.output().type() instanceof TupleType,
                node,
                "its output is no tuple");
        List<Type> elements = ((TupleType) node.output().type()).elements();
        require(
                elements.size() == node.inputs().size(),
                node,
                "it has " + node.inputs().size() + " inputs for " + elements.size() + " elements");
        for (int i = 0; i < elements.size(); i++) {
            require(
                    node.input(i).type().isSubtypeOf(elements.get(i)),
                    node,
                    "input " + node.input(i) + " is no " + elements.get(i));
        }
    }

    private void schema(Node node) {
        FunctionSchema schema = node.schema();
        require(schema.name().equals(node.kind()), node, "its schema is that of " + schema.name());
        TypeVariables variables = new TypeVariables();
        String mismatch = SchemaMatcher.checkInputs(schema, node.inputs(), variables);
        require(mismatch == null, node, mismatch + " (schema " + schema + ")");
        if (schema.varret()) {
            return;
        }
        require(
                node.outputs().size() == schema.returns().size(),
                node,
                "it has " + node.outputs().size() + " outputs, its schema " + schema + " has "
                        + schema.returns().size());
        for (int i = 0; i < node.outputs().size(); i++) {
            Argument result = schema.returns().get(i);
            Type declared = variables.eval(result.type());
            Type type = node.output(i).type();
            boolean fits = declared == null || declared.isSubtypeOf(type) || type.isSubtypeOf(declared);
            require(fits, node, "output " + node.output(i) + " is no " + result.type() + " (schema " + schema + ")");
        }
    }

    private static void require(boolean condition, Node node, String problem) {
        if (!condition) {
            String source = node.range().highlight();
            throw new SconceException("The graph is broken at '"
                    + GraphText.line(node).strip() + "': " + problem + (source.isEmpty() ? "" : "\n" + source));
        }
    }
}
