package dev.sconce.exec;

import dev.sconce.ir.Function;
import dev.sconce.ir.Graph;

/** A graph as a list of instructions over registers. Immutable once compiled; shared by all threads. */
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

    /** The function's code, compiled at its first use. */
    static Code of(Function function) {
        Object known = function.executable;
        if (known == null) {
            Graph graph = function.graph();
            synchronized (function) {
                known = function.executable;
                if (known == null) {
                    known = CodeCompiler.compile(function.qualifiedName(), graph);
                    function.executable = known;
                }
            }
        }
        return (Code) known;
    }
}
