package dev.sconce.exec;

import dev.sconce.ModelException;
import dev.sconce.SconceException;
import dev.sconce.Tensor;
import dev.sconce.UnsupportedException;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Function;
import dev.sconce.ir.Graph;
import dev.sconce.ir.InlinedCall;
import dev.sconce.ir.Node;
import dev.sconce.ir.Type;
import dev.sconce.ops.InPlace;
import dev.sconce.ops.OperatorEntry;
import dev.sconce.ops.Operators;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.EnumValue;
import dev.sconce.runtime.FutureValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.TupleValue;
import dev.sconce.runtime.ValueTypes;
import dev.sconce.trace.OperatorEvent;
import dev.sconce.trace.Trace;
import java.util.List;
import java.util.StringJoiner;

/** The instruction of each kind of node but if and loop, which {@link CodeCompiler} turns into jumps. */
final class NodeInstructions {
    private NodeInstructions() {}

    /** What a node without control flow does with its input values; an {@code Object[]} for several outputs. */
    private interface Step {
        Object of(Object[] inputs);
    }

    /** A node that computes its outputs from its inputs at once. */
    private static class Compute extends Instruction {
        private final Step step;
        /** What a recording says of the operator; made when first recorded. */
        private volatile OperatorEvent.Labels labels;

        Compute(Node node, int[] in, int[] out, Step step) {
            super(node, in, isUnused(node) ? NONE : out);
            this.step = step;
        }

        /** As what {@code append} returns is. */
        private static boolean isUnused(Node node) {
            return node.outputs().size() == 1 && node.output().uses().isEmpty();
        }

        @Override
        void execute(Task task, Frame frame) {
            task.checkCancelled();
            Object result = Trace.operators() && node.schema() != null
                    ? recorded(frame.getAll(in), frame)
                    : result(frame.getAll(in));
            if (out.length == 1) {
                frame.set(out[0], result, task.scope());
            } else if (out.length > 1) {
                Object[] results = (Object[]) result;
                for (int i = out.length - 1; i >= 0; i--) { // the scope has the last one on top
                    frame.set(out[i], results[i], task.scope());
                }
            }
        }

        Object result(Object[] inputs) {
            return step.of(inputs);
        }

        private Object recorded(Object[] inputs, Frame frame) {
            OperatorEvent event = OperatorEvent.start();
            try {
                return result(inputs);
            } finally {
                event.end();
                if (labels == null) {
                    InlinedCall call = node.inlinedCall();
                    labels = new OperatorEvent.Labels(
                            name(),
                            node.schema().toString(),
                            call == null ? frame.code.name : call.function(),
                            node.range().toString());
                }
                event.commit(labels);
            }
        }
    }

    /** A node of an operator of the table: what most nodes are, so that the call is not one through a {@link Step}. */
    private static final class Operate extends Compute {
        private final OperatorEntry operator;

        Operate(Node node, int[] in, int[] out, OperatorEntry operator) {
            super(node, in, out, null);
            this.operator = operator;
        }

        @Override
        Object result(Object[] inputs) {
            return operator.invoke(inputs);
        }
    }

    /** Of a node with {@link Node#KEEPS_SIZES}. */
    private static Object keepingSizes(OperatorEntry operator, Object[] inputs) {
        return InPlace.result((Tensor) inputs[0], (Tensor) operator.invoke(inputs));
    }

    /** @param owner what the instruction is part of */
    static Instruction of(Node node, int[] in, int[] out, Executable owner) {
        return switch (node.kind()) {
            case "prim::CallMethod" -> new CallMethod(node, in, out);
            case "prim::CallFunction" -> new CallFunction(node, in, out);
            case "prim::Enter" -> new CallMethod(node, in, out, "__enter__");
            case "prim::Exit" -> new CallMethod(node, in, out, "__exit__");
            // An awaitable may run when it is waited for or before: it runs as a fork.
            case "prim::fork", "prim::awaitable" -> new Fork(node, in, out, owner);
            case "aten::wait", "prim::awaitable_wait" -> new Wait(node, in, out);
            default ->
                isOperator(node) && !node.has(Node.KEEPS_SIZES)
                        ? new Operate(node, in, out, operator(node))
                        : new Compute(node, in, out, step(node));
        };
    }

    /** What the node gives for the inputs, by itself: an {@code Object[]} for several outputs. */
    static Object compute(Node node, Object[] inputs) {
        return step(node).of(inputs);
    }

    private static boolean isOperator(Node node) {
        return node.schema() != null && !Intrinsics.has(node.kind());
    }

    private static OperatorEntry operator(Node node) {
        OperatorEntry operator = Operators.table().entry(node.schema());
        if (operator == null) {
            throw new UnsupportedException("operator " + node.schema().fullName() + " is not supported\n"
                    + node.range().highlight());
        }
        return operator;
    }

    private static Step step(Node node) {
        if (isOperator(node)) {
            OperatorEntry operator = operator(node);
            return node.has(Node.KEEPS_SIZES) ? in -> keepingSizes(operator, in) : operator::invoke;
        }
        return switch (node.kind()) {
            case "prim::ListConstruct" -> listConstruct(node);
            case "prim::TupleConstruct" -> tupleConstruct(node);
            case "prim::DictConstruct" -> dictConstruct(node);
            case "prim::TupleUnpack" -> in -> unpack(((TupleValue) in[0]).items(), node, false);
            case "prim::ListUnpack" -> in -> unpack(((ListValue) in[0]).items(), node, true);
            case "prim::TupleIndex" -> in -> tupleIndex((TupleValue) in[0], (Long) in[1]);
            case "prim::TupleSlice" -> tupleSlice(node);
            case "prim::GetAttr" -> getAttr(node);
            case "prim::SetAttr" -> setAttr(node);
            case "prim::CreateObject" -> {
                ClassType type = (ClassType) node.output().type();
                yield in -> new ObjectValue(type);
            }
            case "prim::Uninitialized" -> in -> null;
            case "prim::unchecked_cast" -> in -> in[0];
            case "prim::unchecked_unwrap_optional" -> in -> in[0];
            case "prim::isinstance" -> isInstance(node);
            case "prim::EnumName" -> in -> ((EnumValue) in[0]).name();
            case "prim::EnumValue" -> in -> ((EnumValue) in[0]).value();
            case "prim::RaiseException" ->
                in -> {
                    throw new ModelException(
                            in.length > 1 && in[1] != null ? (String) in[1] : "builtins.Exception",
                            in[0] == null ? "" : (String) in[0]);
                };
            case "prim::tolist" -> {
                Type type = node.output().type();
                yield in -> TensorLists.of((Tensor) in[0], type);
            }
            case "prim::ModuleContainerIndex" -> in -> ((ObjectValue) in[0]).attribute(String.valueOf(in[1]));
            case "prim::Print" -> NodeInstructions::print; // never in a region: see CodeCompiler
            default ->
                throw new UnsupportedException(
                        node.kind() + " is not supported\n" + node.range().highlight());
        };
    }

    private static Step listConstruct(Node node) {
        Type element = node.output().type() instanceof Type.ListType list ? list.element() : Type.ANY;
        return in -> ListValue.of(element, in);
    }

    private static Step tupleConstruct(Node node) {
        Type.TupleType type =
                node.output().type() instanceof Type.TupleType tuple && tuple.name() != null ? tuple : null;
        return in -> new TupleValue(type, in);
    }

    private static Step dictConstruct(Node node) {
        Type.DictType type = (Type.DictType) node.output().type();
        return in -> {
            DictValue dict = new DictValue(type.key(), type.value());
            for (int i = 0; i < in.length; i += 2) {
                dict.put(in[i], in[i + 1]);
            }
            return dict;
        };
    }

    private static Object unpack(List<Object> items, Node node, boolean list) {
        int expected = node.outputs().size();
        if (items.size() != expected) {
            throw new SconceException((list ? "Expected " : "Expected a tuple of ") + expected + " elements"
                    + (list ? " in a list" : "") + " but found " + items.size());
        }
        return expected == 1 ? items.get(0) : items.toArray();
    }

    private static Object tupleIndex(TupleValue tuple, long index) {
        long at = index < 0 ? index + tuple.size() : index;
        if (at < 0 || at >= tuple.size()) {
            throw new SconceException("Tuple list index out of range: " + index + " of " + tuple.size());
        }
        return tuple.get((int) at);
    }

    private static Step tupleSlice(Node node) {
        int from = Math.toIntExact((Long) node.attribute("beg"));
        int to = Math.toIntExact((Long) node.attribute("end"));
        return in ->
                new TupleValue(((TupleValue) in[0]).items().subList(from, to).toArray());
    }

    private static Step getAttr(Node node) {
        String name = node.string("name");
        if (node.input(0).type() instanceof ClassType type && type.slot(name) >= 0) {
            int slot = type.slot(name);
            return in -> ((ObjectValue) in[0]).slot(slot);
        }
        return in -> ((ObjectValue) in[0]).attribute(name);
    }

    private static Step setAttr(Node node) {
        String name = node.string("name");
        return in -> {
            ObjectValue object = (ObjectValue) in[0];
            object.setSlot(object.type().slot(name), in[1]);
            return null;
        };
    }

    private static Step isInstance(Node node) {
        List<?> types = (List<?>) node.attribute("types");
        return in -> types.stream().anyMatch(type -> ValueTypes.isInstance(in[0], (Type) type));
    }

    private static Object print(Object[] values) {
        StringJoiner text = new StringJoiner(" ");
        for (Object value : values) {
            text.add(dev.sconce.ops.Text.str(value));
        }
        System.out.println(text); // what the model's own print() is for
        return null;
    }

    /** Calls a method of the object that is the first input; found by its class at run time where the graph has an interface. */
    private static final class CallMethod extends Instruction {
        private final String method;
        private final Function known;

        CallMethod(Node node, int[] in, int[] out) {
            this(node, in, out, node.string("name"));
        }

        CallMethod(Node node, int[] in, int[] out, String method) {
            super(node, in, out);
            this.method = method;
            this.known = node.input(0).type() instanceof ClassType type ? type.method(method) : null;
        }

        @Override
        void execute(Task task, Frame frame) {
            Object[] arguments = frame.getAll(in);
            Function function =
                    known != null ? known : ((ObjectValue) arguments[0]).type().method(method);
            if (function == null) {
                throw new SconceException(((ObjectValue) arguments[0]).type() + " has no method " + method);
            }
            task.pushFrame(Code.of(function), out, arguments);
        }
    }

    private static final class CallFunction extends Instruction {
        private final Function function;

        CallFunction(Node node, int[] in, int[] out) {
            super(node, in, out);
            this.function = (Function) node.attribute("function");
        }

        @Override
        Object callee() {
            return function;
        }

        @Override
        void execute(Task task, Frame frame) {
            task.pushFrame(Code.of(function), out, frame.getAll(in));
        }
    }

    private static final class Fork extends Instruction {
        private final Executable executable;
        private final Type elementType;

        Fork(Node node, int[] in, int[] out, Executable owner) {
            super(node, in, out);
            this.executable = owner.forked(node, name(node));
            this.elementType = node.output().type() instanceof Type.FutureType future ? future.element() : Type.ANY;
        }

        /** What is forked: the function or method that the fork calls first, or the place of the fork. */
        private static String name(Node fork) {
            for (Node node : ((Graph) fork.attribute("Subgraph")).block().nodes()) {
                if (node.is("prim::CallFunction")) {
                    return "fork of " + node.attribute("function");
                }
                if (node.is("prim::CallMethod")) {
                    return "fork of " + node.input(0).type() + "." + node.string("name");
                }
            }
            return "fork at " + fork.range();
        }

        @Override
        Object callee() {
            return executable;
        }

        @Override
        void execute(Task task, Frame frame) {
            task.checkCancelled();
            task.unrepeatable();
            frame.set(out[0], task.fork(executable.code(), frame.getAll(in), elementType));
        }
    }

    /** Takes the value of a future, or leaves the thread until it is there. */
    private static final class Wait extends Instruction {
        Wait(Node node, int[] in, int[] out) {
            super(node, in, out);
        }

        @Override
        void execute(Task task, Frame frame) {
            task.checkCancelled();
            task.unrepeatable();
            FutureValue future = (FutureValue) frame.get(in[0]);
            if (!future.isDone()) {
                task.park(future);
                return;
            }
            task.seeChanges();
            if (future.error() != null) {
                throw sneaky(future.error());
            } else {
                frame.set(out[0], future.value());
            }
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
            throw (T) thrown;
        }
    }
}
