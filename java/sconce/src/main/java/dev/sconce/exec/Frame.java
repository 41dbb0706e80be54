package dev.sconce.exec;

import dev.sconce.SconceException;
import dev.sconce.runtime.RefCounted;
import dev.sconce.runtime.Scope;

/** An activation of a {@link Code}: registers and the next instruction. On the heap, so that a waiting one costs no thread. */
final class Frame {
    final Code code;
    final Frame caller;
    /** Registers of the caller that receive the results. */
    final int[] resultRegisters;

    private final Object[] registers;
    int pc;

    /**
     * @param arguments borrowed; retained by the registers
     * @throws SconceException when one was closed already; then none is retained
     */
    Frame(Code code, Frame caller, int[] resultRegisters, Object[] arguments) {
        this.code = code;
        this.caller = caller;
        this.resultRegisters = resultRegisters;
        this.registers = new Object[code.registerCount];
        try {
            for (int i = 0; i < arguments.length; i++) {
                set(code.inputs[i], arguments[i]);
            }
        } catch (SconceException closed) {
            release();
            throw closed;
        }
    }

    Object get(int register) {
        return register >= 0 ? registers[register] : code.constants[~register];
    }

    Object[] getAll(int[] numbers) {
        Object[] values = new Object[numbers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = get(numbers[i]);
        }
        return values;
    }

    /** Stores and retains the value; the register's former value is released. */
    void set(int register, Object value) {
        Object former = registers[register];
        if (value instanceof RefCounted counted) {
            counted.retain();
        }
        registers[register] = value;
        if (former instanceof RefCounted counted) {
            counted.release();
        }
    }

    /** As {@link #set}, of what was just made: takes over the count that the scope has of it. */
    void set(int register, Object value, Scope maker) {
        if (value instanceof RefCounted made && maker.take(made)) {
            drop(register);
            registers[register] = value;
        } else {
            set(register, value);
        }
    }

    /** Hands a value from one register over to another. */
    void move(int from, int to) {
        Object value = registers[from];
        registers[from] = null;
        drop(to);
        registers[to] = value;
    }

    void drop(int register) {
        Object former = registers[register];
        registers[register] = null;
        if (former instanceof RefCounted counted) {
            counted.release();
        }
    }

    /** Releases all registers: the activation is over. */
    void release() {
        for (int i = 0; i < registers.length; i++) {
            drop(i);
        }
    }
}
