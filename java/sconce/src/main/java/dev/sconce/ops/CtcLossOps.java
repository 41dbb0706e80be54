package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Connectionist temporal classification: how likely a sequence of labels is under all its alignments in time. */
final class CtcLossOps {
    private CtcLossOps() {}

    private static final Scalar ONE = Scalar.of(1L);
    private static final Scalar NEVER = Scalar.of(Double.NEGATIVE_INFINITY);

    @Operator("aten::ctc_loss.IntList(Tensor log_probs, Tensor targets, int[] input_lengths, int[] target_lengths, int"
            + " blank=0, int reduction=1, bool zero_infinity=False) -> Tensor")
    static Tensor ctcLoss(
            Tensor logProbs,
            Tensor targets,
            long[] inputLengths,
            long[] targetLengths,
            long blank,
            long reduction,
            boolean zeroInfinity) {
        boolean batched = logProbs.dim() == 3;
        Tensor probs = batched ? logProbs : DimensionOps.unsqueeze(logProbs, 1);
        check(probs, targets, inputLengths, targetLengths, blank);
        Tensor losses = losses(probs, targets, inputLengths, targetLengths, blank);
        if (zeroInfinity) {
            Tensor infinite = ComparisonOps.isinf(losses, null);
            losses = SelectionOps.maskedFill(losses, infinite, Scalar.of(0L), null);
        }
        if (reduction == 1) {
            Tensor counts = SelectionOps.clampMin(Elements.of(targetLengths), ONE, null);
            losses = ArithmeticOps.div(losses, TensorIterator.cast(counts, losses.dtype()), (Tensor) null);
        }
        return LossOps.reduced(batched || reduction != 0 ? losses : DimensionOps.squeeze(losses, 0), reduction);
    }

    @Operator("aten::ctc_loss.Tensor(Tensor log_probs, Tensor targets, Tensor input_lengths, Tensor target_lengths, int"
            + " blank=0, int reduction=1, bool zero_infinity=False) -> Tensor")
    static Tensor ctcLoss(
            Tensor logProbs,
            Tensor targets,
            Tensor inputLengths,
            Tensor targetLengths,
            long blank,
            long reduction,
            boolean zeroInfinity) {
        return ctcLoss(
                logProbs,
                targets,
                Elements.longs(inputLengths),
                Elements.longs(targetLengths),
                blank,
                reduction,
                zeroInfinity);
    }

    private static void check(Tensor probs, Tensor targets, long[] inputLengths, long[] targetLengths, long blank) {
        Checks.rank("ctc_loss", "log_probs", probs, 3);
        Checks.floating("ctc_loss", probs);
        long batch = probs.sizes()[1];
        if (blank < 0 || blank >= probs.sizes()[2]) {
            throw Checks.error("blank must be in label range");
        }
        if (inputLengths.length != batch || targetLengths.length != batch) {
            throw Checks.error("input_lengths and target_lengths must be of size batch_size");
        }
        for (long length : inputLengths) {
            if (length < 0 || length > probs.sizes()[0]) {
                throw Checks.error(
                        "Expected input_lengths to have value at most %s, but got value %s", probs.sizes()[0], length);
            }
        }
        long all = Arrays.stream(targetLengths).sum();
        boolean rows = targets.dim() == 2 && targets.sizes()[0] == batch;
        long width = rows ? targets.sizes()[1] : targets.numel();
        if (Arrays.stream(targetLengths).anyMatch(length -> length < 0 || length > width)
                || (!rows && targets.numel() != all)) {
            throw Checks.error(
                    "Expected tensor to have size %s at dimension 1, but got sizes %s for target lengths %s",
                    all, targets.sizes(), targetLengths);
        }
    }

    /** [batch]: the negative logarithms, by the forward recurrence over time, all of the batch at once. */
    private static Tensor losses(Tensor probs, Tensor targets, long[] inputLengths, long[] targetLengths, long blank) {
        int batch = (int) probs.sizes()[1];
        Tensor labels = labels(targets, targetLengths, batch, blank);
        long states = labels.sizes()[1];
        Tensor skips = skips(labels, blank);
        Tensor lengths = DimensionOps.unsqueeze(Elements.of(inputLengths), 1);
        Tensor alpha = Elements.fill(Tensor.empty(probs.dtype(), batch, states), NEVER);
        for (long t = 0; t < probs.sizes()[0]; t++) {
            Tensor emitted = ScatterOps.gather(DimensionOps.select(probs, 0, t), 1, labels, false, null);
            Tensor one = shifted(alpha, 1);
            Tensor two = SelectionOps.where(skips, shifted(alpha, 2), NEVER, null);
            Tensor reached = t == 0
                    ? SelectionOps.where(firstTwo(states), Scalar.of(0.0), NEVER, null)
                    : BinaryOps.logaddexp(BinaryOps.logaddexp(alpha, one, null), two, null);
            Tensor next = ArithmeticOps.add(TensorIterator.cast(reached, probs.dtype()), emitted, ONE, null);
            alpha = SelectionOps.where(ComparisonOps.gt(lengths, Scalar.of(t), null), next, alpha, null);
        }
        return ends(alpha, inputLengths, targetLengths);
    }

    /** [batch, 2 * longest + 1]: a blank, then each label with a blank behind it; blanks behind the end. */
    private static Tensor labels(Tensor targets, long[] targetLengths, int batch, long blank) {
        long[] given = Elements.longs(targets);
        boolean rows = targets.dim() == 2 && targets.sizes()[0] == batch;
        int longest = (int) Arrays.stream(targetLengths).max().orElse(0);
        int states = 2 * longest + 1;
        long[] labels = new long[batch * states];
        Arrays.fill(labels, blank);
        int at = 0;
        for (int b = 0; b < batch; b++) {
            int from = rows ? b * (int) targets.sizes()[1] : at;
            for (int i = 0; i < targetLengths[b]; i++) {
                labels[b * states + 2 * i + 1] = given[from + i];
            }
            at += (int) targetLengths[b];
        }
        return ViewOps.view(Elements.of(labels), new long[] {batch, states});
    }

    /** Where the blank before a label may be left out: between different labels. */
    private static Tensor skips(Tensor labels, long blank) {
        Tensor before = shifted(labels, 2);
        return ComparisonOps.logicalAnd(
                ComparisonOps.ne(labels, Scalar.of(blank), null), ComparisonOps.ne(labels, before, null), null);
    }

    /** Each row moved to the right by {@code by}; what is free there cannot be reached. */
    private static Tensor shifted(Tensor rows, long by) {
        Scalar free = rows.dtype() == DType.INT64 ? Scalar.of(-1L) : NEVER;
        return PaddingOps.constantPad(rows, new long[] {by, -by}, free, null);
    }

    private static Tensor firstTwo(long states) {
        return ComparisonOps.lt(SequenceOps.positions(states), Scalar.of(2L), null);
    }

    /** An alignment ends with the last label or with the blank behind it. */
    private static Tensor ends(Tensor alpha, long[] inputLengths, long[] targetLengths) {
        int batch = targetLengths.length;
        Tensor losses = Tensor.empty(alpha.dtype(), batch);
        for (int b = 0; b < batch; b++) {
            Tensor row = DimensionOps.select(alpha, 0, b);
            long last = 2 * targetLengths[b];
            Tensor likely = DimensionOps.select(row, 0, last);
            if (targetLengths[b] > 0) {
                likely = BinaryOps.logaddexp(likely, DimensionOps.select(row, 0, last - 1), null);
            } else if (inputLengths[b] == 0) {
                likely = Elements.of(Scalar.of(0.0), alpha.dtype());
            }
            TensorIterator.copy(DimensionOps.select(losses, 0, b), NumericOps.neg(likely, null));
        }
        return losses;
    }
}
