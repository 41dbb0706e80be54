package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Device;
import dev.sconce.Layout;
import dev.sconce.MemoryFormat;
import dev.sconce.Tensor;
import dev.sconce.runtime.Generator;
import dev.sconce.runtime.Scalar;

/** New tensors of random numbers, and samples from given distributions. */
final class SamplingOps {
    private SamplingOps() {}

    private static final Kernel PERMUTATION = Kernel.of("random_permutation");
    private static final Kernel POISSON = Kernel.of("random_poisson");
    private static final Kernel BINOMIAL = Kernel.of("random_binomial");
    private static final Scalar ONE = Scalar.of(1L);
    private static final String OPTIONS =
            "ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None";
    private static final String INTEGER_OPTIONS =
            "ScalarType? dtype=4, Layout? layout=None, Device? device=None, bool? pin_memory=None";

    private static Tensor empty(long[] size, DType dtype) {
        return CreationOps.empty(size, dtype, null, null, null, null);
    }

    private static Tensor emptyLike(Tensor self, DType dtype, MemoryFormat format) {
        return CreationOps.emptyLike(self, dtype, null, null, null, format);
    }

    // --- uniform

    @Operator("aten::rand(SymInt[] size, *, " + OPTIONS + ") -> Tensor")
    static Tensor rand(long[] size, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return RandomOps.uniform(empty(size, dtype), 0, 1, null);
    }

    @Operator("aten::rand.generator(SymInt[] size, *, Generator? generator, " + OPTIONS + ") -> Tensor")
    static Tensor rand(long[] size, Generator generator, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return RandomOps.uniform(empty(size, dtype), 0, 1, generator);
    }

    @Operator("aten::rand.out(SymInt[] size, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor randOut(long[] size, Tensor out) {
        return RandomOps.uniform(Out.resize(out, size), 0, 1, null);
    }

    @Operator("aten::rand_like(Tensor self, *, " + OPTIONS + ", MemoryFormat? memory_format=None) -> Tensor")
    static Tensor randLike(
            Tensor self, DType dtype, Layout layout, Device device, Boolean pinMemory, MemoryFormat memoryFormat) {
        return RandomOps.uniform(emptyLike(self, dtype, memoryFormat), 0, 1, null);
    }

    // --- normal

    @Operator("aten::randn(SymInt[] size, *, " + OPTIONS + ") -> Tensor")
    static Tensor randn(long[] size, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return RandomOps.normal(empty(size, dtype), 0, 1, null);
    }

    @Operator("aten::randn.generator(SymInt[] size, *, Generator? generator, " + OPTIONS + ") -> Tensor")
    static Tensor randn(
            long[] size, Generator generator, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return RandomOps.normal(empty(size, dtype), 0, 1, generator);
    }

    @Operator("aten::randn.out(SymInt[] size, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor randnOut(long[] size, Tensor out) {
        return RandomOps.normal(Out.resize(out, size), 0, 1, null);
    }

    @Operator("aten::randn_like(Tensor self, *, " + OPTIONS + ", MemoryFormat? memory_format=None) -> Tensor")
    static Tensor randnLike(
            Tensor self, DType dtype, Layout layout, Device device, Boolean pinMemory, MemoryFormat memoryFormat) {
        return RandomOps.normal(emptyLike(self, dtype, memoryFormat), 0, 1, null);
    }

    @Operator("aten::normal.float_float(float mean, float std, SymInt[] size, *, Generator? generator=None, " + OPTIONS
            + ") -> Tensor")
    static Tensor normal(
            double mean,
            double std,
            long[] size,
            Generator generator,
            DType dtype,
            Layout layout,
            Device device,
            Boolean pinMemory) {
        return RandomOps.normal(empty(size, dtype), mean, std, generator);
    }

    @Operator("aten::normal.Tensor_float(Tensor mean, float std=1., *, Generator? generator=None) -> Tensor")
    @Operator(
            "aten::normal.Tensor_float_out(Tensor mean, float std=1., *, Generator? generator=None, Tensor(a!) out) -> Tensor(a!)")
    static Tensor normal(Tensor mean, double std, Generator generator, Tensor out) {
        Tensor drawn = RandomOps.normal(Tensor.empty(mean.dtype(), mean.sizes()), 0, std, generator);
        return ArithmeticOps.add(drawn, mean, ONE, out);
    }

    @Operator("aten::normal.float_Tensor(float mean, Tensor std, *, Generator? generator=None) -> Tensor")
    @Operator(
            "aten::normal.float_Tensor_out(float mean, Tensor std, *, Generator? generator=None, Tensor(a!) out) -> Tensor(a!)")
    static Tensor normal(double mean, Tensor std, Generator generator, Tensor out) {
        Tensor drawn = RandomOps.normal(Tensor.empty(std.dtype(), std.sizes()), 0, 1, generator);
        return ArithmeticOps.add(ArithmeticOps.mul(drawn, checked(std), null), Scalar.of(mean), ONE, out);
    }

    @Operator("aten::normal.Tensor_Tensor(Tensor mean, Tensor std, *, Generator? generator=None) -> Tensor")
    @Operator(
            "aten::normal.Tensor_Tensor_out(Tensor mean, Tensor std, *, Generator? generator=None, Tensor(a!) out) -> Tensor(a!)")
    static Tensor normal(Tensor mean, Tensor std, Generator generator, Tensor out) {
        long[] shape = TensorIterator.broadcast(mean.sizes(), std.sizes());
        Tensor drawn = RandomOps.normal(Tensor.empty(mean.dtype(), shape), 0, 1, generator);
        return ArithmeticOps.add(ArithmeticOps.mul(drawn, checked(std), null), mean, ONE, out);
    }

    private static Tensor checked(Tensor std) {
        if (std.numel() > 0 && Elements.toDouble(ReductionOps.min(std, (Tensor) null)) < 0) {
            throw Checks.error("normal expects all elements of std >= 0.0");
        }
        return std;
    }

    // --- integers

    @Operator("aten::randint(SymInt high, SymInt[] size, *, " + INTEGER_OPTIONS + ") -> Tensor")
    static Tensor randint(long high, long[] size, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return RandomOps.random(empty(size, dtype), 0, high, null);
    }

    @Operator("aten::randint.generator(SymInt high, SymInt[] size, *, Generator? generator, " + INTEGER_OPTIONS
            + ") -> Tensor")
    static Tensor randint(
            long high, long[] size, Generator generator, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return RandomOps.random(empty(size, dtype), 0, high, generator);
    }

    @Operator("aten::randint.low(SymInt low, SymInt high, SymInt[] size, *, " + INTEGER_OPTIONS + ") -> Tensor")
    static Tensor randint(
            long low, long high, long[] size, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return RandomOps.random(empty(size, dtype), low, high, null);
    }

    @Operator("aten::randint.low_generator(SymInt low, SymInt high, SymInt[] size, *, Generator? generator, "
            + INTEGER_OPTIONS + ") -> Tensor")
    static Tensor randint(
            long low,
            long high,
            long[] size,
            Generator generator,
            DType dtype,
            Layout layout,
            Device device,
            Boolean pinMemory) {
        return RandomOps.random(empty(size, dtype), low, high, generator);
    }

    @Operator("aten::randint_like(Tensor self, SymInt high, *, " + OPTIONS
            + ", MemoryFormat? memory_format=None) -> Tensor")
    static Tensor randintLike(
            Tensor self,
            long high,
            DType dtype,
            Layout layout,
            Device device,
            Boolean pinMemory,
            MemoryFormat memoryFormat) {
        return RandomOps.random(emptyLike(self, dtype, memoryFormat), 0, high, null);
    }

    @Operator("aten::randint_like.low_dtype(Tensor self, SymInt low, SymInt high, *, " + OPTIONS
            + ", MemoryFormat? memory_format=None) -> Tensor")
    static Tensor randintLike(
            Tensor self,
            long low,
            long high,
            DType dtype,
            Layout layout,
            Device device,
            Boolean pinMemory,
            MemoryFormat memoryFormat) {
        return RandomOps.random(emptyLike(self, dtype, memoryFormat), low, high, null);
    }

    @Operator("aten::randperm(SymInt n, *, " + INTEGER_OPTIONS + ") -> Tensor")
    static Tensor randperm(long n, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return randperm(n, null, dtype, layout, device, pinMemory);
    }

    @Operator("aten::randperm.generator(SymInt n, *, Generator? generator, " + INTEGER_OPTIONS + ") -> Tensor")
    static Tensor randperm(long n, Generator generator, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        if (n < 0) {
            throw Checks.error("n must be non-negative, got %s", n);
        }
        Tensor order = RandomState.fill(PERMUTATION, generator, Tensor.empty(DType.INT64, n), 0, 0, 0, 0);
        return ConversionOps.to(order, dtype == null ? DType.INT64 : dtype, false, null);
    }

    // --- samples of distributions

    @Operator("aten::bernoulli(Tensor self, *, Generator? generator=None) -> Tensor")
    @Operator("aten::bernoulli.out(Tensor self, *, Generator? generator=None, Tensor(a!) out) -> Tensor(a!)")
    static Tensor bernoulli(Tensor self, Generator generator, Tensor out) {
        return Out.into(out, RandomOps.bernoulli(Out.emptyContiguous(self), self, generator));
    }

    @Operator("aten::bernoulli.p(Tensor self, float p, *, Generator? generator=None) -> Tensor")
    static Tensor bernoulli(Tensor self, double p, Generator generator) {
        return RandomOps.bernoulli(Out.emptyContiguous(self), p, generator);
    }

    @Operator("aten::bernoulli.Tensor(Tensor self, Tensor p, *, Generator? generator=None) -> Tensor")
    static Tensor bernoulli(Tensor self, Tensor p, Generator generator) {
        return RandomOps.bernoulli(Out.emptyLike(self, self.dtype()), p, generator);
    }

    @Operator("aten::poisson(Tensor self, Generator? generator=None) -> Tensor")
    static Tensor poisson(Tensor self, Generator generator) {
        Checks.floating("poisson", self);
        if (!Elements.toBoolean(ReductionOps.all(ComparisonOps.ge(self, Scalar.of(0L), null), null))) {
            throw Checks.error("invalid Poisson rate, expected rate to be non-negative");
        }
        Tensor rates = Out.contiguous(self);
        return RandomState.fill(POISSON, generator, rates, rates);
    }

    @Operator("aten::binomial(Tensor count, Tensor prob, Generator? generator=None) -> Tensor")
    static Tensor binomial(Tensor count, Tensor prob, Generator generator) {
        Checks.floating("binomial", count);
        Checks.sameDtype("binomial", count, prob);
        long[] shape = TensorIterator.broadcast(count.sizes(), prob.sizes());
        return RandomState.fill(
                BINOMIAL,
                generator,
                Out.contiguous(ViewOps.expand(count, shape, false)),
                Out.contiguous(ViewOps.expand(prob, shape, false)));
    }

    @Operator(
            "aten::multinomial(Tensor self, SymInt num_samples, bool replacement=False, *, Generator? generator=None) -> Tensor")
    @Operator(
            "aten::multinomial.out(Tensor self, SymInt num_samples, bool replacement=False, *, Generator? generator=None, Tensor(a!) out) -> Tensor(a!)")
    static Tensor multinomial(Tensor self, long numSamples, boolean replacement, Generator generator, Tensor out) {
        if (self.dim() != 1 && self.dim() != 2) {
            throw Checks.error("prob_dist must be 1 or 2 dim");
        }
        Checks.outDtype("multinomial", out, DType.INT64);
        Checks.floating("multinomial", self);
        if (numSamples <= 0 || (!replacement && numSamples > self.size(-1))) {
            throw Checks.error(
                    numSamples <= 0
                            ? "cannot sample n_sample <= 0 samples"
                            : "cannot sample n_sample > prob_dist.size(-1) samples without replacement");
        }
        Tensor usable = ComparisonOps.logicalAnd(
                ComparisonOps.ge(self, Scalar.of(0L), null), ComparisonOps.isfinite(self, null), null);
        if (!Elements.toBoolean(ReductionOps.all(usable, null))) {
            throw Checks.error("probability tensor contains either `inf`, `nan` or element < 0");
        }
        Tensor sums = ReductionOps.sum(self, new long[] {-1}, false, null, null);
        if (Elements.toBoolean(ReductionOps.any(ComparisonOps.eq(sums, Scalar.of(0L), null), null))) {
            throw Checks.error("invalid multinomial distribution (sum of probabilities <= 0)");
        }
        return Out.into(
                out, replacement ? withReplacement(self, numSamples, generator) : without(self, numSamples, generator));
    }

    /** A race: the largest quotients of probabilities and exponential numbers win. */
    private static Tensor without(Tensor self, long numSamples, Generator generator) {
        Tensor drawn = RandomOps.exponential(Out.emptyLike(self, self.dtype()), 1, generator);
        Tensor quotients = ArithmeticOps.div(self, drawn, (Tensor) null);
        return numSamples == 1
                ? ReductionOps.argmax(quotients, -1L, true, null)
                : SortOps.topk(quotients, numSamples, -1, true, true, null)[1];
    }

    /** By the cumulated probabilities. */
    private static Tensor withReplacement(Tensor self, long numSamples, Generator generator) {
        Tensor cumulated = ScanOps.cumsum(self, -1, null, null);
        Tensor shares =
                ArithmeticOps.div(cumulated, DimensionOps.narrow(cumulated, -1, self.size(-1) - 1, 1), (Tensor) null);
        long[] shape = self.shape();
        shape[shape.length - 1] = numSamples;
        Tensor drawn = RandomOps.uniform(Tensor.empty(DType.FLOAT64, shape), 0, 1, generator);
        return SearchOps.searchsorted(
                Out.contiguous(TensorIterator.cast(shares, DType.FLOAT64)), drawn, false, false, null, null);
    }
}
