package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Device;
import dev.sconce.Tensor;
import dev.sconce.runtime.Generator;
import dev.sconce.runtime.Scalar;

/** Generators, and distributions that fill a tensor in place: the numbers of PyTorch's CPU generator. */
final class RandomOps {
    private RandomOps() {}

    private static final Kernel UNIFORM = Kernel.of("random_uniform");
    private static final Kernel NORMAL = Kernel.of("random_normal");
    private static final Kernel NORMAL_PAIRS = Kernel.of("random_normal_pairs");
    private static final Kernel EXPONENTIAL = Kernel.of("random_exponential");
    private static final Kernel BERNOULLI = Kernel.of("random_bernoulli");
    private static final Kernel INTEGERS = Kernel.of("random_integers");
    private static final Kernel BITS = Kernel.of("random_bits");
    private static final Scalar ONE = Scalar.of(1L);

    // --- generators

    @Operator("aten::manual_seed(int seed) -> ()")
    static void manualSeed(long seed) {
        RandomState.unrepeatable();
        Generator.ofProcess().manualSeed(seed);
    }

    @Operator("aten::manual_seed.generator(Generator(a!) self, int seed) -> Generator(a!)")
    static Generator manualSeed(Generator self, long seed) {
        RandomState.unrepeatable();
        self.manualSeed(seed);
        return self;
    }

    @Operator("aten::Generator(*, Device? device=None, int? seed=None) -> Generator")
    static Generator generator(Device device, Long seed) {
        RandomState.unrepeatable();
        return new Generator(seed == null ? Generator.DEFAULT_SEED : seed);
    }

    @Operator("aten::initial_seed(Generator self) -> int")
    static long initialSeed(Generator self) {
        RandomState.unrepeatable();
        return self.initialSeed();
    }

    @Operator("aten::seed(Generator(a!) self) -> int")
    static long seed(Generator self) {
        RandomState.unrepeatable();
        return self.seed();
    }

    // --- continuous distributions

    @Operator("aten::uniform_(Tensor(a!) self, float from=0., float to=1., *, Generator? generator=None) -> Tensor(a!)")
    @Operator("aten::_no_grad_uniform_(Tensor(a!) tensor, float a, float b, Generator? generator=None) -> Tensor(a!)")
    static Tensor uniform(Tensor self, double from, double to, Generator generator) {
        Checks.floating("uniform_", self);
        if (!(from <= to)) {
            throw Checks.error("uniform_ expects to return a [from, to) range, but found from=%s > to=%s", from, to);
        }
        return RandomState.fill(UNIFORM, generator, self, from, to, 0, 0);
    }

    @Operator("aten::normal_(Tensor(a!) self, float mean=0., float std=1., *, Generator? generator=None) -> Tensor(a!)")
    @Operator(
            "aten::_no_grad_normal_(Tensor(a!) tensor, float mean, float std, Generator? generator=None) -> Tensor(a!)")
    static Tensor normal(Tensor self, double mean, double std, Generator generator) {
        Checks.floating("normal_", self);
        if (!(std >= 0)) {
            throw Checks.error("normal expects std >= 0.0, but found std %s", std);
        }
        Kernel kernel = self.isContiguous() ? NORMAL : NORMAL_PAIRS;
        return RandomState.fill(kernel, generator, self, mean, std, 0, 0);
    }

    @Operator(
            "aten::log_normal_(Tensor(a!) self, float mean=1., float std=2., *, Generator? generator=None) -> Tensor(a!)")
    static Tensor logNormal(Tensor self, double mean, double std, Generator generator) {
        Checks.floating("log_normal_", self);
        if (!(std > 0)) {
            throw Checks.error("log_normal_ expects std > 0.0, but found std=%s", std);
        }
        Tensor drawn = RandomState.fill(NORMAL_PAIRS, generator, Out.emptyLike(self, DType.FLOAT64), mean, std, 0, 0);
        TensorIterator.copy(self, UnaryMathOps.exp(drawn, drawn));
        return self;
    }

    @Operator("aten::exponential_(Tensor(a!) self, float lambd=1., *, Generator? generator=None) -> Tensor(a!)")
    static Tensor exponential(Tensor self, double lambd, Generator generator) {
        Checks.floating("exponential_", self);
        if (!(lambd > 0)) {
            throw Checks.error("exponential_ expects lambda > 0.0, but found lambda=%s", lambd);
        }
        return RandomState.fill(EXPONENTIAL, generator, self, lambd, 0, 0, 0);
    }

    /** Uniform doubles in self's layout, from which other distributions are made. */
    private static Tensor doubles(Tensor self, Generator generator) {
        return RandomState.fill(UNIFORM, generator, Out.emptyLike(self, DType.FLOAT64), 0, 1, 0, 0);
    }

    @Operator(
            "aten::cauchy_(Tensor(a!) self, float median=0., float sigma=1., *, Generator? generator=None) -> Tensor(a!)")
    static Tensor cauchy(Tensor self, double median, double sigma, Generator generator) {
        Checks.floating("cauchy_", self);
        if (!(sigma > 0)) {
            throw Checks.error("cauchy_ expects sigma > 0.0, but found sigma=%s", sigma);
        }
        Tensor turns = ArithmeticOps.sub(doubles(self, generator), Scalar.of(0.5), ONE, null);
        Tensor tangents = UnaryMathOps.tan(ArithmeticOps.mul(turns, Scalar.of(Math.PI), null), null);
        Tensor scaled = ArithmeticOps.mul(tangents, Scalar.of(sigma), null);
        TensorIterator.copy(self, ArithmeticOps.add(scaled, Scalar.of(median), ONE, null));
        return self;
    }

    // --- discrete distributions

    @Operator("aten::geometric_(Tensor(a!) self, float p, *, Generator? generator=None) -> Tensor(a!)")
    static Tensor geometric(Tensor self, double p, Generator generator) {
        if (!(p > 0 && p < 1)) {
            throw Checks.error("geometric_ expects p to be in (0, 1), but got p=%s", p);
        }
        Tensor logs = UnaryMathOps.log(doubles(self, generator), null);
        Tensor trials = NumericOps.ceil(ArithmeticOps.div(logs, Scalar.of(Math.log1p(-p)), (Tensor) null), null);
        TensorIterator.copy(self, trials);
        return self;
    }

    @Operator("aten::bernoulli_.float(Tensor(a!) self, float p=0.5, *, Generator? generator=None) -> Tensor(a!)")
    static Tensor bernoulli(Tensor self, double p, Generator generator) {
        if (!(p >= 0 && p <= 1)) {
            throw Checks.error("bernoulli_ expects p to be in [0, 1], but got p=%s", p);
        }
        return RandomState.fill(BERNOULLI, generator, self, p, 0, 0, 0);
    }

    @Operator("aten::bernoulli_.Tensor(Tensor(a!) self, Tensor p, *, Generator? generator=None) -> Tensor(a!)")
    static Tensor bernoulli(Tensor self, Tensor p, Generator generator) {
        Checks.floating("bernoulli_", p);
        Tensor inside = ComparisonOps.logicalAnd(
                ComparisonOps.ge(p, Scalar.of(0L), null), ComparisonOps.le(p, ONE, null), null);
        if (!Elements.toBoolean(ReductionOps.all(inside, null))) {
            throw Checks.error("Expected p_in >= 0 && p_in <= 1 to be true, but got false.");
        }
        // As wide as the probabilities: PyTorch draws floats for floats.
        DType wide = p.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
        Tensor drawn = RandomState.fill(UNIFORM, generator, Out.emptyLike(self, wide), 0, 1, 0, 0);
        TensorIterator.copy(self, ComparisonOps.lt(drawn, p, null));
        return self;
    }

    @Operator("aten::random_.from(Tensor(a!) self, int from, int? to, *, Generator? generator=None) -> Tensor(a!)")
    static Tensor random(Tensor self, long from, Long to, Generator generator) {
        if (to == null && self.dtype() == DType.INT64) {
            throw new dev.sconce.UnsupportedException(
                    "random_ of an int64 tensor with from and without to is not supported: name an end");
        }
        return integers(self, from, to == null ? Math.addExact(largest(self.dtype()), 1) : to, generator);
    }

    private static Tensor integers(Tensor self, long from, long to, Generator generator) {
        if (from >= to) {
            throw Checks.error("random_ expects 'from' to be less than 'to', but got from=%s >= to=%s", from, to);
        }
        if (self.dtype() == DType.BOOL) {
            Tensor bytes = integers(Out.emptyLike(self, DType.UINT8), from, to, generator);
            TensorIterator.copy(self, bytes);
            return self;
        }
        return RandomState.fill(INTEGERS, generator, self, 0, 0, from, to);
    }

    @Operator("aten::random_.to(Tensor(a!) self, int to, *, Generator? generator=None) -> Tensor(a!)")
    static Tensor random(Tensor self, long to, Generator generator) {
        return integers(self, 0, to, generator);
    }

    /** All that the dtype can hold from 0 on; of floats, all integers that they hold exactly. */
    @Operator("aten::random_(Tensor(a!) self, *, Generator? generator=None) -> Tensor(a!)")
    static Tensor random(Tensor self, Generator generator) {
        return switch (self.dtype()) {
            case INT32, INT64 -> RandomState.fill(BITS, generator, self, 0, 0, 0, 0);
            default -> integers(self, 0, largest(self.dtype()) + 1, generator);
        };
    }

    private static long largest(DType dtype) {
        return switch (dtype) {
            case BOOL -> 1;
            case UINT8 -> 0xff;
            case INT8 -> Byte.MAX_VALUE;
            case INT16 -> Short.MAX_VALUE;
            case INT32 -> Integer.MAX_VALUE;
            case INT64 -> Long.MAX_VALUE;
            case FLOAT16 -> 1L << 11;
            case BFLOAT16 -> 1L << 8;
            case FLOAT32 -> 1L << 24;
            case FLOAT64 -> 1L << 53;
            default -> throw Checks.error("\"random_\" not implemented for '%s'", dtype);
        };
    }
}
