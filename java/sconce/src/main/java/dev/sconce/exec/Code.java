package dev.sconce.exec;

import dev.sconce.ir.Function;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A graph as a list of instructions over registers. Immutable; shared by all threads. */
final class Code {
    /** For stacks: a function's qualified name, or what made the graph. */
    final String name;

    final Instruction[] instructions;
    final int registerCount;
    final Object[] constants;
    /** Registers of the parameters. */
    final int[] inputs;

    Code(String name, Instruction[] instructions, int registerCount, Object[] constants, int[] inputs) {
        this.name = name;
        this.instructions = instructions;
        this.registerCount = registerCount;
        this.constants = constants;
        this.inputs = inputs;
    }

    Stream<Region> regions() {
        return Arrays.stream(instructions)
                .filter(step -> step instanceof Region.Enter)
                .map(step -> ((Region.Enter) step).region());
    }

    /** Functions and {@link Executable}s that it calls and names itself. */
    Stream<Object> called() {
        return Arrays.stream(instructions).map(Instruction::callee).filter(Objects::nonNull);
    }

    /** The function's code as it is now. */
    static Code of(Function function) {
        return Executable.of(function).code();
    }

    /** The same, but where the function was not compiled yet: then one that compiles it on the thread that runs it, and goes on in it. */
    static Code whenRun(Function function) {
        if (function.executable != null) {
            return of(function);
        }
        int[] inputs = IntStream.range(0, function.schema().arguments().size()).toArray();
        Instruction[] first = {new Instruction.Begin(function, inputs)};
        return new Code(function.qualifiedName(), first, inputs.length, new Object[0], inputs);
    }
}
