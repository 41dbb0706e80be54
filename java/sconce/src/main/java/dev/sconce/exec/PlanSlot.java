package dev.sconce.exec;

import dev.sconce.runtime.Storage;

/** A range of memory that a plan's kernels work on. */
final class PlanSlot {
    enum Kind {
        /** Of a tensor that comes in; offsets count from that tensor's first element. */
        INPUT,
        /** Of the module, or filled when the plan was recorded; never written by what a plan makes itself. */
        CONSTANT,
        /** Between kernels only: a part of the arena. */
        LOCAL,
        /** Handed on: a storage of its own each time. */
        OUTPUT
    }

    Kind kind;
    /** INPUT: the tensor's place in the signature. OUTPUT: its number. */
    int number;
    /** INPUT: where in its storage that tensor began, in bytes. */
    long inputOffset;
    /** LOCAL and OUTPUT. */
    final long bytes;
    /** CONSTANT: the memory. LOCAL and OUTPUT: what Java put there before the first kernel, or null. */
    Storage filled;
    /** A buffer of Java's, made before: to write to it is to be noticed outside. */
    boolean external;
    /** The first and last of the plan's calls that touch it. */
    int first = Integer.MAX_VALUE;

    int last = -1;
    boolean written;
    /** CONSTANT: a weight in a kernel's own order, which nobody else writes. */
    boolean packed;
    /** CONSTANT: computed for this plan alone. */
    boolean folded;
    /** LOCAL: bytes from the start of the arena. */
    long arenaOffset;

    PlanSlot(Kind kind, long bytes) {
        this.kind = kind;
        this.bytes = bytes;
    }

    /** What calls wrote before is now given. */
    void becomeConstant(Storage memory) {
        kind = Kind.CONSTANT;
        filled = memory;
        written = false;
        folded = true;
    }

    void forgetCalls() {
        first = Integer.MAX_VALUE;
        last = -1;
    }

    void touch(int call, boolean writes) {
        first = Math.min(first, call);
        last = Math.max(last, call);
        written |= writes;
    }
}
