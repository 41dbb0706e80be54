package dev.sconce.ops;

import dev.sconce.runtime.Recording.KernelRun;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Pointwise calls over one index space, as one call of {@code pointwise_chain}: which it is for two chains to be one is decided here as
 * far as their operands go; the order of calls is the caller's concern. Immutable.
 */
public final class PointwiseChain {
    /** As the kernel has them, in {@code pointwise_chain.h}. */
    static final int MOST_STEPS = 48;

    /** @param number the call's place among all calls: earlier ones come first */
    record Member(int number, PointwiseCall call, List<PointwiseOperand> operands) {
        PointwiseOperand output() {
            return operands.get(0);
        }

        List<PointwiseOperand> inputs() {
            return operands.subList(1, operands.size());
        }
    }

    /** Innermost first, in no order: each member's strides are of these. */
    private final long[] shape;

    private final List<Member> members;

    private PointwiseChain(long[] shape, List<Member> members) {
        this.shape = shape;
        this.members = members;
    }

    /** A chain of one call; null where it is none of a pointwise kernel, or has a better way by itself. */
    public static PointwiseChain of(int number, KernelRun run) {
        PointwiseCall call = PointwiseCall.of(run);
        return call == null || call.isTransposition()
                ? null
                : new PointwiseChain(call.shape(), List.of(new Member(number, call, call.operands())));
    }

    /** The numbers of its calls, rising. */
    public int[] numbers() {
        return members.stream().mapToInt(Member::number).toArray();
    }

    private Member member(int number) {
        return members.stream().filter(m -> m.number == number).findFirst().orElseThrow();
    }

    /**
     * This chain and a later one that reads what a call of this one writes, in one index space. Null where they have none together, since
     * that memory is repeated there, or written and read in part; where memory is shared in another way than element by element; where
     * it would be read across its grain; and where it would be too much for the kernel.
     *
     * @param writer number of the call that writes
     * @param reader number of the later one's call that reads
     */
    public PointwiseChain with(PointwiseChain later, int writer, int reader) {
        PointwiseOperand written = member(writer).output();
        for (PointwiseOperand read : later.member(reader).inputs()) {
            if (!read.isNumber() && read.storage() == written.storage() && read.offset() == written.offset()) {
                PointwiseChain joined = join(later, written, read);
                if (joined != null) {
                    return joined;
                }
            }
        }
        return null;
    }

    private PointwiseChain join(PointwiseChain later, PointwiseOperand written, PointwiseOperand read) {
        CommonSpace space = CommonSpace.of(shape, written.strides(), later.shape, read.strides());
        if (written.dtype() != read.dtype() || space == null) {
            return null;
        }
        List<Member> first =
                members.stream().map(m -> in(m, space::firstStrides)).toList();
        List<Member> second =
                later.members.stream().map(m -> in(m, space::secondStrides)).toList();
        for (Member a : first) {
            for (Member b : second) {
                if (conflict(a, b) || conflict(b, a)) {
                    return null;
                }
            }
        }
        PointwiseChain joined = new PointwiseChain(
                space.shape(),
                Stream.concat(first.stream(), second.stream())
                        .sorted(Comparator.comparingInt(Member::number))
                        .toList());
        return joined.members.size() <= MOST_STEPS && joined.strided() <= Math.max(strided(), later.strided())
                ? joined
                : null;
    }

    private static Member in(Member member, UnaryOperator<long[]> strides) {
        return new Member(
                member.number,
                member.call,
                member.operands.stream()
                        .map(o -> o.withStrides(strides.apply(o.strides())))
                        .toList());
    }

    /** Whether one writes memory that the other touches, but not each element where the other touches it. */
    private static boolean conflict(Member writes, Member touches) {
        PointwiseOperand out = writes.output();
        return touches.operands.stream()
                .anyMatch(o -> o.meets(out.storage(), out.offset(), out.length()) && !o.equals(out));
    }

    /** Operands in memory that are neither contiguous nor repeated along the innermost dimension, as the calls would run. */
    private long strided() {
        int[] order = order();
        if (order.length == 0) {
            return 0;
        }
        int innermost = order[0];
        return members.stream()
                .flatMap(m -> m.operands.stream())
                .distinct()
                .filter(o -> !o.isNumber() && o.isStrided(innermost))
                .count();
    }

    /** The dimensions, innermost first: in the order of the last call's output. */
    private int[] order() {
        return DimensionOrder.byStride(
                shape, members.get(members.size() - 1).output().strides());
    }

    /**
     * The call that runs all of it; null where there are too many operands or values between the calls.
     *
     * @param isSeen whether what the call of that number writes is seen after the chain
     */
    public KernelRun build(IntPredicate isSeen) {
        PointwiseProgram program = new PointwiseProgram(members, isSeen);
        return program.fits() ? program.run(shape, order()) : null;
    }
}
