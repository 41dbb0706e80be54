package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Losses. The reduction is PyTorch's number: 0 none, 1 mean, 2 sum. */
final class LossOps {
    private LossOps() {}

    private static final Kernel SQUARED = Kernel.of("squared_difference");
    private static final Kernel ABSOLUTE = Kernel.of("absolute_difference");
    private static final Kernel SMOOTH_L1 = Kernel.of("smooth_l1_loss");
    private static final Kernel HUBER = Kernel.of("huber_loss");
    private static final Kernel NLL = Kernel.of("nll_loss");
    private static final Scalar ONE = Scalar.of(1L);

    static Tensor reduced(Tensor loss, long reduction) {
        return switch (reduction == (int) reduction ? (int) reduction : -1) {
            case 0 -> loss;
            case 1 -> ReductionOps.mean(loss, (DType) null, null);
            case 2 -> ReductionOps.sum(loss, (DType) null, null);
            default -> throw Checks.error("%s is not a valid value for reduction", reduction);
        };
    }

    private static Tensor difference(Kernel kernel, Tensor self, Tensor target, double parameter, long reduction) {
        TensorIterator iterator =
                TensorIterator.of(kernel).input(self).input(target).promote();
        if (kernel == SMOOTH_L1 || kernel == HUBER) {
            iterator.scalar(parameter);
        }
        return reduced(iterator.run(), reduction);
    }

    @Operator("aten::mse_loss(Tensor self, Tensor target, int reduction=1) -> Tensor")
    static Tensor mseLoss(Tensor self, Tensor target, long reduction) {
        return difference(SQUARED, self, target, 0, reduction);
    }

    @Operator("aten::l1_loss(Tensor self, Tensor target, int reduction=1) -> Tensor")
    static Tensor l1Loss(Tensor self, Tensor target, long reduction) {
        if (self.dtype().isComplex() || target.dtype().isComplex()) {
            return reduced(NumericOps.abs(ArithmeticOps.sub(self, target, ONE, null), null), reduction);
        }
        return difference(ABSOLUTE, self, target, 0, reduction);
    }

    @Operator("aten::smooth_l1_loss(Tensor self, Tensor target, int reduction=1, float beta=1.) -> Tensor")
    static Tensor smoothL1Loss(Tensor self, Tensor target, long reduction, double beta) {
        if (beta < 0) {
            throw Checks.error("smooth_l1_loss does not support negative values for beta.");
        }
        return beta == 0 ? l1Loss(self, target, reduction) : difference(SMOOTH_L1, self, target, beta, reduction);
    }

    @Operator("aten::huber_loss(Tensor self, Tensor target, int reduction=1, float delta=1.) -> Tensor")
    static Tensor huberLoss(Tensor self, Tensor target, long reduction, double delta) {
        if (delta <= 0) {
            throw Checks.error("huber_loss does not support non-positive values for delta.");
        }
        return difference(HUBER, self, target, delta, reduction);
    }

    // --- classes

    @Operator("aten::nll_loss_forward(Tensor self, Tensor target, Tensor? weight, int reduction, SymInt"
            + " ignore_index) -> (Tensor output,"
            + " Tensor total_weight)")
    @Operator("aten::nll_loss2d_forward(Tensor self, Tensor target, Tensor? weight, int reduction, SymInt"
            + " ignore_index) -> (Tensor output,"
            + " Tensor total_weight)")
    static Tensor[] nllLossForward(Tensor self, Tensor target, Tensor weight, long reduction, long ignoreIndex) {
        if (reduction < 0 || reduction > 2) {
            throw Checks.error("%s is not a valid value for reduction", reduction);
        }
        boolean single = self.dim() == 1;
        Tensor in = single ? DimensionOps.unsqueeze(self, 0) : self;
        Tensor classes = single && target.dim() == 0 ? DimensionOps.unsqueeze(target, 0) : target;
        long count = in.dim() < 1 ? 0 : in.size(1);
        long[] expected = in.dim() < 2 ? new long[0] : DimensionOps.without(in.sizes(), 1);
        if (in.dim() < 2 || !Arrays.equals(classes.sizes(), expected)) {
            throw Checks.error("nll_loss: size mismatch (got input: %s, target: %s)", self.sizes(), target.sizes());
        }
        Checks.dtypeIs("nll_loss", "target", classes, DType.INT64);
        Checks.sameDtype("nll_loss", in, weight);
        if (weight != null && (weight.numel() != count || weight.dim() > 1 && in.dim() == 2)) {
            throw Checks.error(
                    "weight tensor should be defined either for all %s classes or no classes but got weight tensor"
                            + " of shape: %s",
                    count, weight.sizes());
        }
        Tensor out = reduction == 0 ? Tensor.empty(in.dtype(), expected) : Tensor.empty(in.dtype());
        Tensor total = Tensor.empty(in.dtype());
        long inner = in.numel() == 0 ? 1 : in.numel() / in.sizes()[0] / count;
        NLL.call()
                .dtype(in.dtype())
                .write(out)
                .write(total)
                .read(Out.contiguous(in))
                .read(Out.contiguous(classes))
                .readOrNull(Out.contiguous(weight))
                .i64s(in.sizes()[0], count, inner, reduction, ignoreIndex)
                .run();
        return new Tensor[] {single && reduction == 0 ? DimensionOps.select(out, 0, 0) : out, total};
    }

    @Operator("aten::nll_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt"
            + " ignore_index=-100) -> Tensor")
    @Operator("aten::nll_loss2d(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt"
            + " ignore_index=-100) -> Tensor")
    @Operator("aten::nll_loss_nd(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt"
            + " ignore_index=-100) -> Tensor")
    static Tensor nllLoss(Tensor self, Tensor target, Tensor weight, long reduction, long ignoreIndex) {
        return nllLossForward(self, target, weight, reduction, ignoreIndex)[0];
    }

    @Operator("aten::cross_entropy_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt"
            + " ignore_index=-100, float"
            + " label_smoothing=0.) -> Tensor")
    static Tensor crossEntropy(
            Tensor self, Tensor target, Tensor weight, long reduction, long ignoreIndex, double labelSmoothing) {
        if (labelSmoothing > 1) {
            throw Checks.error("label_smoothing must be between 0.0 and 1.0. Got: %s", labelSmoothing);
        }
        int dim = self.dim() == 1 ? 0 : 1;
        Tensor logs = SoftmaxOps.logSoftmax(self, dim, (DType) null, null);
        if (TensorInfoOps.isSameSize(self, target) && target.dtype().isFloatingPoint()) {
            if (ignoreIndex >= 0) {
                throw Checks.error("ignore_index is not supported for floating point target");
            }
            if (weight != null && (weight.dim() != 1 || weight.numel() != self.size(dim))) {
                throw Checks.error(
                        "cross_entropy: weight tensor should be defined either for all %s classes or no classes but got"
                                + " weight tensor of shape: %s",
                        self.size(dim), weight.sizes());
            }
            Tensor wanted = target;
            if (labelSmoothing > 0) {
                wanted = ArithmeticOps.add(
                        ArithmeticOps.mul(target, Scalar.of(1 - labelSmoothing), null),
                        Scalar.of(labelSmoothing / self.size(dim)),
                        ONE,
                        null);
            }
            Tensor weighted = weight == null ? logs : ArithmeticOps.mul(logs, perClass(weight, self, dim), null);
            Tensor losses = NumericOps.neg(
                    ReductionOps.sum(ArithmeticOps.mul(weighted, wanted, null), new long[] {dim}, false, null, null),
                    null);
            if (reduction == 1) {
                // The mean is over the batch and the positions, not over the classes.
                Tensor sum = ReductionOps.sum(losses, (DType) null, null);
                return ArithmeticOps.div(sum, Scalar.of((double) self.numel() / self.size(dim)), (Tensor) null);
            }
            return reduced(losses, reduction);
        }
        Tensor loss = nllLoss(logs, target, weight, reduction, ignoreIndex);
        return labelSmoothing > 0
                ? smoothed(loss, logs, target, weight, reduction, ignoreIndex, labelSmoothing, dim)
                : loss;
    }

    private static Tensor perClass(Tensor weight, Tensor self, int dim) {
        long[] shape = new long[self.dim()];
        Arrays.fill(shape, 1);
        shape[dim] = weight.numel();
        return ViewOps.view(Out.contiguous(weight), shape);
    }

    private static Tensor smoothed(
            Tensor loss,
            Tensor logs,
            Tensor target,
            Tensor weight,
            long reduction,
            long ignore,
            double smoothing,
            int dim) {
        Tensor weighted = weight == null ? logs : ArithmeticOps.mul(logs, perClass(weight, logs, dim), null);
        Tensor all = NumericOps.neg(ReductionOps.sum(weighted, new long[] {dim}, false, null, null), null);
        Tensor ignored = ComparisonOps.eq(target, Scalar.of(ignore), null);
        Tensor spread = SelectionOps.maskedFill(all, ignored, Scalar.of(0L), null);
        if (reduction == 1) {
            Tensor counted = ComparisonOps.logicalNot(ignored, null);
            Tensor divisor = weight == null
                    ? ReductionOps.sum(counted, (DType) null, null)
                    : ReductionOps.sum(
                            ArithmeticOps.mul(
                                    ViewOps.view(
                                            ScatterOps.indexSelect(
                                                    weight,
                                                    0,
                                                    ViewOps.flatten(
                                                            SelectionOps.maskedFill(
                                                                    target, ignored, Scalar.of(0L), null),
                                                            0,
                                                            -1),
                                                    null),
                                            target.sizes()),
                                    counted,
                                    null),
                            (DType) null,
                            null);
            spread = ArithmeticOps.div(ReductionOps.sum(spread, (DType) null, null), divisor, (Tensor) null);
        } else {
            spread = reduced(spread, reduction);
        }
        double each = smoothing / logs.size(dim);
        return ArithmeticOps.add(
                ArithmeticOps.mul(loss, Scalar.of(1 - smoothing), null), spread, Scalar.of(each), null);
    }

    // --- probabilities

    @Operator("aten::binary_cross_entropy(Tensor self, Tensor target, Tensor? weight=None, int reduction=1) -> Tensor")
    static Tensor binaryCrossEntropy(Tensor self, Tensor target, Tensor weight, long reduction) {
        if (!TensorInfoOps.isSameSize(self, target)) {
            throw Checks.error(
                    "Using a target size (%s) that is different to the input size (%s) is deprecated.",
                    target.sizes(), self.sizes());
        }
        Scalar floor = Scalar.of(-100L);
        Tensor log = SelectionOps.clampMin(UnaryMathOps.log(self, null), floor, null);
        Tensor logRest = SelectionOps.clampMin(UnaryMathOps.log1p(NumericOps.neg(self, null), null), floor, null);
        Tensor rest = ArithmeticOps.sub(target, ONE, ONE, null);
        Tensor loss = ArithmeticOps.sub(
                ArithmeticOps.mul(rest, logRest, null), ArithmeticOps.mul(target, log, null), ONE, null);
        return reduced(weighted(loss, weight), reduction);
    }

    @Operator("aten::binary_cross_entropy_with_logits(Tensor self, Tensor target, Tensor? weight=None, Tensor?"
            + " pos_weight=None, int"
            + " reduction=1) -> Tensor")
    static Tensor binaryCrossEntropyWithLogits(
            Tensor self, Tensor target, Tensor weight, Tensor posWeight, long reduction) {
        TensorIterator.checkBroadcast(target, self);
        TensorIterator.checkBroadcast(target, posWeight);
        Tensor logSigmoid = ActivationOps.logSigmoid(self, null);
        Tensor rest = ArithmeticOps.mul(ArithmeticOps.rsub(target, ONE, ONE, null), self, null);
        Tensor factor = logSigmoid;
        if (posWeight != null) {
            Tensor scale = ArithmeticOps.add(
                    ArithmeticOps.mul(ArithmeticOps.sub(posWeight, ONE, ONE, null), target, null), ONE, ONE, null);
            factor = ArithmeticOps.mul(scale, logSigmoid, null);
        }
        return reduced(weighted(ArithmeticOps.sub(rest, factor, ONE, null), weight), reduction);
    }

    private static Tensor weighted(Tensor loss, Tensor weight) {
        TensorIterator.checkBroadcast(loss, weight);
        return weight == null ? loss : ArithmeticOps.mul(loss, weight, null);
    }

    @Operator("aten::kl_div(Tensor self, Tensor target, int reduction=1, *, bool log_target=False) -> Tensor")
    static Tensor klDiv(Tensor self, Tensor target, long reduction, boolean logTarget) {
        Tensor loss;
        if (logTarget) {
            Tensor gap = ArithmeticOps.sub(target, self, ONE, null);
            loss = ArithmeticOps.mul(UnaryMathOps.exp(target, null), gap, null);
        } else {
            loss = ArithmeticOps.sub(
                    SpecialOps.xlogy(target, target, null), ArithmeticOps.mul(target, self, null), ONE, null);
        }
        return reduced(loss, reduction);
    }

    @Operator("aten::poisson_nll_loss(Tensor input, Tensor target, bool log_input, bool full, float eps, int"
            + " reduction) -> Tensor")
    static Tensor poissonNllLoss(
            Tensor input, Tensor target, boolean logInput, boolean full, double eps, long reduction) {
        Tensor log = logInput ? input : UnaryMathOps.log(ArithmeticOps.add(input, Scalar.of(eps), ONE, null), null);
        Tensor mean = logInput ? UnaryMathOps.exp(input, null) : input;
        Tensor loss = ArithmeticOps.sub(mean, ArithmeticOps.mul(target, log, null), ONE, null);
        if (full) {
            Tensor stirling = ArithmeticOps.add(
                    ArithmeticOps.sub(SpecialOps.xlogy(target, target, null), target, ONE, null),
                    UnaryMathOps.log(ArithmeticOps.mul(target, Scalar.of(2 * Math.PI), null), null),
                    Scalar.of(0.5),
                    null);
            Tensor small = ComparisonOps.le(target, ONE, null);
            loss = ArithmeticOps.add(loss, SelectionOps.maskedFill(stirling, small, Scalar.of(0L), null), ONE, null);
        }
        return reduced(loss, reduction);
    }

    // --- margins

    @Operator("aten::hinge_embedding_loss(Tensor self, Tensor target, float margin=1., int reduction=1) -> Tensor")
    static Tensor hingeEmbeddingLoss(Tensor self, Tensor target, double margin, long reduction) {
        Tensor hinge = ActivationOps.relu(ArithmeticOps.rsub(self, Scalar.of(margin), ONE, null), null);
        Scalar zero = Scalar.of(0L);
        Tensor negative = SelectionOps.where(ComparisonOps.ne(target, ONE, null), hinge, zero, null);
        Tensor positive = SelectionOps.where(ComparisonOps.ne(target, Scalar.of(-1L), null), self, zero, null);
        return reduced(ArithmeticOps.add(negative, positive, ONE, null), reduction);
    }

    @Operator("aten::margin_ranking_loss(Tensor input1, Tensor input2, Tensor target, float margin=0., int"
            + " reduction=1) -> Tensor")
    static Tensor marginRankingLoss(Tensor input1, Tensor input2, Tensor target, double margin, long reduction) {
        Tensor gap =
                ArithmeticOps.mul(NumericOps.neg(target, null), ArithmeticOps.sub(input1, input2, ONE, null), null);
        return reduced(ActivationOps.relu(ArithmeticOps.add(gap, Scalar.of(margin), ONE, null), null), reduction);
    }

    @Operator("aten::soft_margin_loss(Tensor self, Tensor target, int reduction=1) -> Tensor")
    static Tensor softMarginLoss(Tensor self, Tensor target, long reduction) {
        TensorIterator.checkBroadcast(self, target);
        Tensor product = NumericOps.neg(ArithmeticOps.mul(self, target, null), null);
        return reduced(UnaryMathOps.log1p(UnaryMathOps.exp(product, null), null), reduction);
    }

    @Operator("aten::cosine_embedding_loss(Tensor input1, Tensor input2, Tensor target, float margin=0., int"
            + " reduction=1) -> Tensor")
    static Tensor cosineEmbeddingLoss(Tensor input1, Tensor input2, Tensor target, double margin, long reduction) {
        if (target.dim() > 1) {
            throw Checks.error("0D or 1D target tensor expected, multi-target not supported");
        }
        int rank = target.dim() + 1;
        if (input1.dim() != rank || input2.dim() != rank) {
            throw Checks.error(
                    "%sD target tensor expects %sD input tensors, but found inputs with sizes %s and %s.",
                    target.dim(), rank, input1.sizes(), input2.sizes());
        }
        long[] last = {-1};
        Scalar tiny = Scalar.of(1e-12);
        Tensor products = ReductionOps.sum(ArithmeticOps.mul(input1, input2, null), last, false, null, null);
        Tensor squares1 = ReductionOps.sum(NumericOps.square(input1, null), last, false, null, null);
        Tensor squares2 = ReductionOps.sum(NumericOps.square(input2, null), last, false, null, null);
        Tensor lengths = UnaryMathOps.sqrt(
                ArithmeticOps.mul(
                        ArithmeticOps.add(squares1, tiny, ONE, null),
                        ArithmeticOps.add(squares2, tiny, ONE, null),
                        null),
                null);
        Tensor cosine = ArithmeticOps.div(products, lengths, (Tensor) null);
        Scalar zero = Scalar.of(0L);
        Tensor apart = ActivationOps.relu(ArithmeticOps.sub(cosine, Scalar.of(margin), ONE, null), null);
        Tensor same = SelectionOps.where(
                ComparisonOps.eq(target, ONE, null), ArithmeticOps.rsub(cosine, ONE, ONE, null), zero, null);
        Tensor other = SelectionOps.where(ComparisonOps.eq(target, Scalar.of(-1L), null), apart, zero, null);
        return reduced(ArithmeticOps.add(same, other, ONE, null), reduction);
    }

    @Operator("aten::triplet_margin_loss(Tensor anchor, Tensor positive, Tensor negative, float margin=1., float"
            + " p=2., float"
            + " eps=9.9999999999999995e-07, bool swap=False, int reduction=1) -> Tensor")
    static Tensor tripletMarginLoss(
            Tensor anchor,
            Tensor positive,
            Tensor negative,
            double margin,
            double p,
            double eps,
            boolean swap,
            long reduction) {
        if (anchor.dim() != positive.dim() || anchor.dim() != negative.dim()) {
            throw Checks.error(
                    "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but"
                            + " got sizes %s, %s and %s",
                    anchor.sizes(), positive.sizes(), negative.sizes());
        }
        Tensor near = DistanceOps.pairwiseDistance(anchor, positive, p, eps, false);
        Tensor far = DistanceOps.pairwiseDistance(anchor, negative, p, eps, false);
        if (swap) {
            far = BinaryOps.minimum(far, DistanceOps.pairwiseDistance(positive, negative, p, eps, false), null);
        }
        Tensor gap = ArithmeticOps.add(ArithmeticOps.sub(near, far, ONE, null), Scalar.of(margin), ONE, null);
        return reduced(ActivationOps.relu(gap, null), reduction);
    }
}
