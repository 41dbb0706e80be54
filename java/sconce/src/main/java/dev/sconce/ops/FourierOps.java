package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Device;
import dev.sconce.Layout;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** The transforms of {@code torch.fft}, along one dimension and along several. */
final class FourierOps {
    private FourierOps() {}

    // --- along one dimension

    @Operator("aten::fft_fft(Tensor self, SymInt? n=None, int dim=-1, str? norm=None) -> Tensor")
    @Operator(
            "aten::fft_fft.out(Tensor self, SymInt? n=None, int dim=-1, str? norm=None, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor fft(Tensor self, Long n, long dim, String norm, Tensor out) {
        return Out.into(out, complex("fft", self, n, dim, norm, false));
    }

    @Operator("aten::fft_ifft(Tensor self, SymInt? n=None, int dim=-1, str? norm=None) -> Tensor")
    @Operator(
            "aten::fft_ifft.out(Tensor self, SymInt? n=None, int dim=-1, str? norm=None, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor ifft(Tensor self, Long n, long dim, String norm, Tensor out) {
        return Out.into(out, complex("ifft", self, n, dim, norm, true));
    }

    @Operator("aten::fft_rfft(Tensor self, SymInt? n=None, int dim=-1, str? norm=None) -> Tensor")
    @Operator(
            "aten::fft_rfft.out(Tensor self, SymInt? n=None, int dim=-1, str? norm=None, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor rfft(Tensor self, Long n, long dim, String norm, Tensor out) {
        real("rfft", self);
        int d = self.someDim(dim);
        Tensor in = sized(Fourier.promoted("rfft", self, false), d, n);
        return Out.into(out, Fourier.realToHalf(in, d, Fourier.scale(norm, false, in.sizes()[d])));
    }

    @Operator("aten::fft_irfft(Tensor self, SymInt? n=None, int dim=-1, str? norm=None) -> Tensor")
    @Operator(
            "aten::fft_irfft.out(Tensor self, SymInt? n=None, int dim=-1, str? norm=None, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor irfft(Tensor self, Long n, long dim, String norm, Tensor out) {
        return Out.into(out, halfToReal("irfft", Fourier.promoted("irfft", self, true), n, dim, norm, true));
    }

    @Operator("aten::fft_hfft(Tensor self, SymInt? n=None, int dim=-1, str? norm=None) -> Tensor")
    @Operator(
            "aten::fft_hfft.out(Tensor self, SymInt? n=None, int dim=-1, str? norm=None, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor hfft(Tensor self, Long n, long dim, String norm, Tensor out) {
        Tensor conjugate = ComplexOps.conj(Fourier.promoted("hfft", self, true));
        // The sign of the exponent is that of the conjugate's inverse.
        int d = self.someDim(dim);
        long size = n == null ? 2 * (self.sizes()[d] - 1) : n;
        Tensor half = Fourier.resized(conjugate, d, size / 2 + 1);
        return Out.into(out, Fourier.halfToReal(half, d, size, true, Fourier.scale(norm, false, size)));
    }

    @Operator("aten::fft_ihfft(Tensor self, SymInt? n=None, int dim=-1, str? norm=None) -> Tensor")
    @Operator(
            "aten::fft_ihfft.out(Tensor self, SymInt? n=None, int dim=-1, str? norm=None, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor ihfft(Tensor self, Long n, long dim, String norm, Tensor out) {
        real("ihfft", self);
        int d = self.someDim(dim);
        Tensor in = sized(Fourier.promoted("ihfft", self, false), d, n);
        Tensor half = Fourier.realToHalf(in, d, Fourier.scale(norm, true, in.sizes()[d]));
        return Out.into(out, ComplexOps.conj(half));
    }

    private static void real(String operator, Tensor self) {
        if (self.dtype().isComplex()) {
            throw Checks.error("%s expects a real input tensor, but got %s", operator, self.dtype());
        }
    }

    private static Tensor sized(Tensor self, int dim, Long n) {
        return n == null ? self : Fourier.resized(self, dim, n);
    }

    private static Tensor complex(String operator, Tensor self, Long n, long dim, String norm, boolean inverse) {
        int d = self.someDim(dim);
        Tensor in = sized(Fourier.promoted(operator, self, true), d, n);
        return Fourier.complex(in, d, inverse, Fourier.scale(norm, inverse, in.sizes()[d]));
    }

    private static Tensor halfToReal(String operator, Tensor self, Long n, long dim, String norm, boolean inverse) {
        int d = self.someDim(dim);
        long size = n == null ? 2 * (self.sizes()[d] - 1) : n;
        Tensor half = Fourier.resized(self, d, size / 2 + 1);
        return Fourier.halfToReal(half, d, size, inverse, Fourier.scale(norm, inverse, size));
    }

    // --- along several dimensions

    @Operator("aten::fft_fftn(Tensor self, SymInt[1]? s=None, int[1]? dim=None, str? norm=None) -> Tensor")
    @Operator(
            "aten::fft_fftn.out(Tensor self, SymInt[1]? s=None, int[1]? dim=None, str? norm=None, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::fft_fft2(Tensor self, SymInt[1]? s=None, int[1] dim=[-2, -1], str? norm=None) -> Tensor")
    @Operator(
            "aten::fft_fft2.out(Tensor self, SymInt[1]? s=None, int[1] dim=[-2, -1], str? norm=None, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor fftn(Tensor self, long[] s, long[] dim, String norm, Tensor out) {
        return Out.into(out, complex("fftn", self, s, dim, norm, false));
    }

    @Operator("aten::fft_ifftn(Tensor self, SymInt[1]? s=None, int[1]? dim=None, str? norm=None) -> Tensor")
    @Operator(
            "aten::fft_ifftn.out(Tensor self, SymInt[1]? s=None, int[1]? dim=None, str? norm=None, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::fft_ifft2(Tensor self, SymInt[1]? s=None, int[1] dim=[-2, -1], str? norm=None) -> Tensor")
    @Operator(
            "aten::fft_ifft2.out(Tensor self, SymInt[1]? s=None, int[1] dim=[-2, -1], str? norm=None, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor ifftn(Tensor self, long[] s, long[] dim, String norm, Tensor out) {
        return Out.into(out, complex("ifftn", self, s, dim, norm, true));
    }

    @Operator("aten::fft_rfftn(Tensor self, SymInt[1]? s=None, int[1]? dim=None, str? norm=None) -> Tensor")
    @Operator(
            "aten::fft_rfftn.out(Tensor self, SymInt[1]? s=None, int[1]? dim=None, str? norm=None, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::fft_rfft2(Tensor self, SymInt[1]? s=None, int[1] dim=[-2, -1], str? norm=None) -> Tensor")
    @Operator(
            "aten::fft_rfft2.out(Tensor self, SymInt[1]? s=None, int[1] dim=[-2, -1], str? norm=None, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor rfftn(Tensor self, long[] s, long[] dim, String norm, Tensor out) {
        real("rfftn", self);
        Axes axes = Axes.of("rfftn", self, s, dim);
        Tensor in = axes.resize(Fourier.promoted("rfftn", self, false), axes.last());
        Tensor half = Fourier.realToHalf(in, axes.last(), Fourier.scale(norm, false, in.sizes()[axes.last()]));
        return Out.into(out, axes.others(half, norm, false));
    }

    @Operator("aten::fft_irfftn(Tensor self, SymInt[1]? s=None, int[1]? dim=None, str? norm=None) -> Tensor")
    @Operator(
            "aten::fft_irfftn.out(Tensor self, SymInt[1]? s=None, int[1]? dim=None, str? norm=None, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::fft_irfft2(Tensor self, SymInt[1]? s=None, int[1] dim=[-2, -1], str? norm=None) -> Tensor")
    @Operator(
            "aten::fft_irfft2.out(Tensor self, SymInt[1]? s=None, int[1] dim=[-2, -1], str? norm=None, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor irfftn(Tensor self, long[] s, long[] dim, String norm, Tensor out) {
        Axes axes = Axes.of("irfftn", self, s, dim);
        Tensor in = axes.others(Fourier.promoted("irfftn", self, true), norm, true);
        return Out.into(out, halfToReal("irfftn", in, axes.lastSize(), axes.last(), norm, true));
    }

    @Operator("aten::fft_hfftn(Tensor self, SymInt[1]? s=None, int[1]? dim=None, str? norm=None) -> Tensor")
    @Operator(
            "aten::fft_hfftn.out(Tensor self, SymInt[1]? s=None, int[1]? dim=None, str? norm=None, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::fft_hfft2(Tensor self, SymInt[1]? s=None, int[1] dim=[-2, -1], str? norm=None) -> Tensor")
    @Operator(
            "aten::fft_hfft2.out(Tensor self, SymInt[1]? s=None, int[1] dim=[-2, -1], str? norm=None, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor hfftn(Tensor self, long[] s, long[] dim, String norm, Tensor out) {
        Axes axes = Axes.of("hfftn", self, s, dim);
        Tensor in = axes.others(Fourier.promoted("hfftn", self, true), norm, false);
        return Out.into(out, hfft(in, axes.lastSize(), axes.last(), norm, null));
    }

    @Operator("aten::fft_ihfftn(Tensor self, SymInt[1]? s=None, int[1]? dim=None, str? norm=None) -> Tensor")
    @Operator(
            "aten::fft_ihfftn.out(Tensor self, SymInt[1]? s=None, int[1]? dim=None, str? norm=None, *, Tensor(a!) out) -> Tensor(a!)")
    @Operator("aten::fft_ihfft2(Tensor self, SymInt[1]? s=None, int[1] dim=[-2, -1], str? norm=None) -> Tensor")
    @Operator(
            "aten::fft_ihfft2.out(Tensor self, SymInt[1]? s=None, int[1] dim=[-2, -1], str? norm=None, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor ihfftn(Tensor self, long[] s, long[] dim, String norm, Tensor out) {
        real("ihfftn", self);
        Axes axes = Axes.of("ihfftn", self, s, dim);
        Tensor half = ihfft(self, axes.lastSize(), axes.last(), norm, null);
        return Out.into(out, axes.others(half, norm, true));
    }

    private static Tensor complex(String operator, Tensor self, long[] s, long[] dim, String norm, boolean inverse) {
        Tensor in = Fourier.promoted(operator, self, true);
        Axes axes = Axes.of(operator, self, s, dim);
        if (axes.dims.length == 0) {
            return Out.copy(in);
        }
        Tensor rest = axes.others(in, norm, inverse);
        return complex(operator, rest, axes.lastSize(), axes.last(), norm, inverse);
    }

    /** The dimensions of a transform, and the sizes asked for; -1 is the dimension's own. */
    private static final class Axes {
        final int[] dims;
        private final long[] sizes;

        private Axes(int[] dims, long[] sizes) {
            this.dims = dims;
            this.sizes = sizes;
        }

        static Axes of(String operator, Tensor self, long[] s, long[] dim) {
            long[] wanted = dim;
            if (wanted == null) {
                int count = s == null ? self.dim() : s.length;
                if (count > self.dim()) {
                    throw Checks.error(
                            "Got shape with %s values but input tensor only has %s dimensions.", count, self.dim());
                }
                wanted = new long[count];
                Arrays.setAll(wanted, i -> self.dim() - count + i);
            }
            if (s != null && s.length != wanted.length) {
                throw Checks.error("When given, dim and shape arguments must have the same length");
            }
            if (wanted.length == 0 && !operator.endsWith("fftn")) {
                throw Checks.error("%s must transform at least one axis", operator);
            }
            long[] sizes = new long[wanted.length];
            Arrays.fill(sizes, -1);
            for (long d : wanted) {
                self.someDim(d);
            }
            return new Axes(Checks.distinctDims(wanted, self.dim()), s == null ? sizes : s);
        }

        int last() {
            if (dims.length == 0) {
                throw Checks.error("at least one axis must be transformed");
            }
            return dims[dims.length - 1];
        }

        /** As an operator of one dimension takes it. */
        Long lastSize() {
            last();
            return sizes[dims.length - 1] == -1 ? null : sizes[dims.length - 1];
        }

        Tensor resize(Tensor self, int d) {
            for (int i = 0; i < dims.length; i++) {
                if (dims[i] == d && sizes[i] != -1) {
                    return Fourier.resized(self, d, sizes[i]);
                }
            }
            return self;
        }

        /** All dimensions but the last, complex to complex. */
        Tensor others(Tensor self, String norm, boolean inverse) {
            Tensor result = self;
            for (int i = dims.length - 2; i >= 0; i--) {
                Tensor in = resize(result, dims[i]);
                result = Fourier.complex(in, dims[i], inverse, Fourier.scale(norm, inverse, in.sizes()[dims[i]]));
            }
            return result;
        }
    }

    // --- frequencies

    @Operator(
            "aten::fft_fftfreq(int n, float d=1., *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor")
    static Tensor fftfreq(long n, double d, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        Tensor steps = SequenceOps.positions(n);
        Tensor upper = ComparisonOps.ge(steps, Scalar.of((n + 1) / 2), null);
        Tensor signed =
                SelectionOps.where(upper, ArithmeticOps.sub(steps, Scalar.of(n), Scalar.of(1L), null), steps, null);
        return frequencies(signed, n, d, dtype);
    }

    @Operator(
            "aten::fft_rfftfreq(int n, float d=1., *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor")
    static Tensor rfftfreq(long n, double d, DType dtype, Layout layout, Device device, Boolean pinMemory) {
        return frequencies(SequenceOps.positions(n / 2 + 1), n, d, dtype);
    }

    private static Tensor frequencies(Tensor steps, long n, double d, DType dtype) {
        Tensor numbers = ConversionOps.to(steps, CreationOps.orDefault(dtype), false, null);
        return ArithmeticOps.mul(numbers, Scalar.of(1 / (n * d)), null);
    }
}
