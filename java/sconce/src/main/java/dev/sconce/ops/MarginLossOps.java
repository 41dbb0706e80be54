package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;

/** Losses of how far the score of the right classes stands out from the others'. */
final class MarginLossOps {
    private MarginLossOps() {}

    private static final Scalar ONE = Scalar.of(1L);

    /** [samples, classes]; there is one sample where the scores have no dimension of it. */
    private static Tensor scores(Tensor self) {
        if (self.dim() > 2 || self.dim() > 0 && self.size(-1) == 0) {
            throw Checks.error(
                    "Expected non-empty vector or matrix with optional 0-dim batch size, but got: %s", self.sizes());
        }
        return DimensionOps.atLeast2d(self);
    }

    @Operator(
            "aten::multi_margin_loss(Tensor self, Tensor target, Scalar p=1, Scalar margin=1, Tensor? weight=None, int reduction=1) -> Tensor")
    @Operator(
            "aten::multi_margin_loss.out(Tensor self, Tensor target, Scalar p=1, Scalar margin=1, Tensor? weight=None, int reduction=1, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor multiMarginLoss(
            Tensor self, Tensor target, Scalar p, Scalar margin, Tensor weight, long reduction, Tensor out) {
        if (p.toDouble() != 1 && p.toDouble() != 2) {
            throw Checks.error("multi_margin_loss: Invalid p, expected 1 or 2 but got %s", p);
        }
        Tensor scores = scores(self);
        if (target.dim() > 1 || target.numel() != scores.sizes()[0]) {
            throw Checks.error("inconsistent target size, expected %s but got %s", scores.sizes()[0], target.sizes());
        }
        if (weight != null && (weight.dim() > 1 || weight.numel() != scores.sizes()[1])) {
            throw Checks.error("inconsistent weight size, expected %s but got %s", scores.sizes()[1], weight.sizes());
        }
        Tensor classes = DimensionOps.unsqueeze(ViewOps.reshape(target, new long[] {scores.sizes()[0]}), 1);
        Tensor right = ScatterOps.gather(scores, 1, classes, false, null);
        Tensor shortfall = SelectionOps.clampMin(
                ArithmeticOps.add(ArithmeticOps.sub(scores, right, ONE, null), margin, ONE, null), Scalar.of(0L), null);
        Tensor losses = p.toDouble() == 2 ? NumericOps.square(shortfall, null) : shortfall;
        if (weight != null) {
            losses = ArithmeticOps.mul(losses, IndexOps.index(weight, new Tensor[] {classes}), null);
        }
        Tensor own = ComparisonOps.eq(SequenceOps.positions(scores.sizes()[1]), classes, null);
        Tensor others = SelectionOps.maskedFill(losses, own, Scalar.of(0L), null);
        Tensor each = ReductionOps.mean(others, new long[] {1}, false, null, null);
        return Out.into(out, LossOps.reduced(target.dim() == 0 ? DimensionOps.select(each, 0, 0) : each, reduction));
    }

    @Operator("aten::multilabel_margin_loss(Tensor self, Tensor target, int reduction=1) -> Tensor")
    @Operator(
            "aten::multilabel_margin_loss.out(Tensor self, Tensor target, int reduction=1, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor multilabelMarginLoss(Tensor self, Tensor target, long reduction, Tensor out) {
        return Out.into(out, multilabelMarginLossForward(self, target, reduction, null)[0]);
    }

    /** With the mask of the right classes. A sample's classes end at the first -1. */
    @Operator(
            "aten::multilabel_margin_loss_forward(Tensor self, Tensor target, int reduction) -> (Tensor output, Tensor is_target)")
    @Operator(
            "aten::multilabel_margin_loss_forward.output(Tensor self, Tensor target, int reduction, *, Tensor(a!) output, Tensor(b!) is_target) -> (Tensor(a!), Tensor(b!))")
    static Tensor[] multilabelMarginLossForward(Tensor self, Tensor target, long reduction, Tensor[] outs) {
        Tensor scores = scores(self);
        Tensor labels = DimensionOps.atLeast2d(target);
        if (!TensorInfoOps.isSameSize(scores, labels) || (self.dim() < 2) != (target.dim() < 2)) {
            throw Checks.error("inconsistent target size: %s for input of size: %s", target.sizes(), self.sizes());
        }
        Checks.dtypeIs("multilabel_margin_loss", "target", target, DType.INT64);
        Tensor listed = ComparisonOps.ge(labels, Scalar.of(0L), null);
        Tensor valid = ComparisonOps.gt(
                ScanOps.cumprod(TensorIterator.cast(listed, DType.INT64), 1, null, null), Scalar.of(0L), null);
        Tensor named = SelectionOps.clampMin(labels, Scalar.of(0L), null);
        Tensor classes = SequenceOps.positions(scores.sizes()[1]);
        // [sample, label, class]
        Tensor hits = ComparisonOps.logicalAnd(
                ComparisonOps.eq(DimensionOps.unsqueeze(named, 2), classes, null),
                DimensionOps.unsqueeze(valid, 2),
                null);
        Tensor right = ReductionOps.any(hits, 1, false, null);
        Tensor own = DimensionOps.unsqueeze(ScatterOps.gather(scores, 1, named, false, null), 2);
        Tensor gaps = ArithmeticOps.sub(DimensionOps.unsqueeze(scores, 1), own, ONE, null);
        Tensor losses = SelectionOps.clampMin(ArithmeticOps.add(gaps, ONE, ONE, null), Scalar.of(0L), null);
        Tensor counted = ComparisonOps.logicalAnd(
                DimensionOps.unsqueeze(valid, 2),
                ComparisonOps.logicalNot(DimensionOps.unsqueeze(right, 1), null),
                null);
        Tensor kept = SelectionOps.where(counted, losses, Scalar.of(0.0), null);
        Tensor sums = ReductionOps.sum(kept, new long[] {1, 2}, false, null, null);
        Tensor each = ArithmeticOps.div(sums, Scalar.of(scores.sizes()[1]), (Tensor) null);
        Tensor loss = LossOps.reduced(self.dim() < 2 ? DimensionOps.select(each, 0, 0) : each, reduction);
        Tensor mask = ViewOps.view(TensorIterator.cast(right, self.dtype()), target.sizes());
        return Out.into(outs, loss, mask);
    }
}
