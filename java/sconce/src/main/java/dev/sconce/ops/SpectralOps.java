package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.UnsupportedException;
import dev.sconce.runtime.Scalar;

/** Spectra over time. A frame's Fourier transform is a row of one matrix product with cosines and sines. */
final class SpectralOps {
    private SpectralOps() {}

    @Operator("aten::stft(Tensor self, int n_fft, int? hop_length=None, int? win_length=None, Tensor? window=None,"
            + " bool normalized=False,"
            + " bool? onesided=None, bool? return_complex=None, bool? align_to_window=None) -> Tensor")
    static Tensor stft(
            Tensor self,
            long nFft,
            Long hopLength,
            Long winLength,
            Tensor window,
            boolean normalized,
            Boolean onesided,
            Boolean returnComplex,
            Boolean alignToWindow) {
        if (self.dim() == 1) {
            Tensor batched = DimensionOps.unsqueeze(self, 0);
            return DimensionOps.select(
                    stft(
                            batched,
                            nFft,
                            hopLength,
                            winLength,
                            window,
                            normalized,
                            onesided,
                            returnComplex,
                            alignToWindow),
                    0,
                    0);
        }
        if (self.dtype().toReal() != DType.FLOAT32 && self.dtype().toReal() != DType.FLOAT64) {
            throw new UnsupportedException("stft of a tensor of " + self.dtype()
                    + " is not supported: float32, float64, complex64 and complex128 are");
        }
        boolean complex =
                self.dtype().isComplex() || (window != null && window.dtype().isComplex());
        long hop = hopLength == null ? nFft / 4 : hopLength;
        long length = winLength == null ? nFft : winLength;
        Checks.rank("stft", "self", self, 2);
        if (nFft <= 0 || nFft > self.sizes()[1] || hop <= 0 || length <= 0 || length > nFft) {
            throw Checks.error(
                    "stft: expected 0 < n_fft < %s, hop_length > 0 and 0 < win_length <= n_fft, but got n_fft=%s,"
                            + " hop_length=%s,"
                            + " win_length=%s",
                    self.sizes()[1], nFft, hop, length);
        }
        if (window != null
                && (window.dim() != 1
                        || window.numel() != length
                        || window.dtype().toReal() != self.dtype().toReal())) {
            throw Checks.error(
                    "stft: expected a 1D window tensor of size equal to win_length=%s and the input's dtype, but"
                            + " got window %s",
                    length, window);
        }
        if (returnComplex == null && !complex) {
            throw Checks.error(
                    "stft requires the return_complex parameter be given for real inputs, and will further require that"
                            + " return_complex=True in a future PyTorch release.");
        }
        boolean half = onesided == null ? !complex : onesided;
        if (half && complex) {
            throw Checks.error("Cannot have onesided output if window or input is complex");
        }
        long bins = half ? nFft / 2 + 1 : nFft;
        Tensor basis = basis(nFft, bins, self.dtype().toReal());
        if (complex) {
            basis = ComplexOps.viewAsComplex(ViewOps.view(basis, new long[] {nFft, bins, 2}));
        }
        if (window != null || length < nFft) {
            Tensor full = window != null ? window : Elements.fill(Tensor.empty(self.dtype(), length), Scalar.of(1L));
            long left = (nFft - length) / 2;
            Tensor padded = PaddingOps.constantPad(full, new long[] {left, nFft - length - left}, Scalar.of(0L), null);
            basis = ArithmeticOps.mul(basis, DimensionOps.unsqueeze(padded, 1), null);
        }
        if (normalized) {
            basis = ArithmeticOps.mul(basis, Scalar.of(1 / Math.sqrt(nFft)), null);
        }
        Tensor frames = frames(self, nFft, hop, length, Boolean.TRUE.equals(alignToWindow));
        if (complex) {
            Tensor products = Gemm.batched(TensorIterator.cast(frames, basis.dtype()), basis);
            Tensor spectrum = Out.contiguous(DimensionOps.transpose(products, 1, 2));
            return returnComplex == null || returnComplex ? spectrum : ComplexOps.viewAsReal(spectrum);
        }
        Tensor products = Gemm.batched(frames, basis);
        Tensor parts = ViewOps.view(products, new long[] {self.sizes()[0], frames.sizes()[1], bins, 2});
        Tensor spectrum = Out.contiguous(DimensionOps.transpose(parts, 1, 2));
        return returnComplex ? ComplexOps.viewAsComplex(spectrum) : spectrum;
    }

    @Operator("aten::stft.center(Tensor self, int n_fft, int? hop_length=None, int? win_length=None, Tensor?"
            + " window=None, bool"
            + " center=True, str pad_mode=\"reflect\", bool normalized=False, bool? onesided=None, bool?"
            + " return_complex=None, bool?"
            + " align_to_window=None) -> Tensor")
    static Tensor stft(
            Tensor self,
            long nFft,
            Long hopLength,
            Long winLength,
            Tensor window,
            boolean center,
            String padMode,
            boolean normalized,
            Boolean onesided,
            Boolean returnComplex,
            Boolean alignToWindow) {
        Tensor signal = self.dim() == 1 ? DimensionOps.unsqueeze(self, 0) : self;
        if (center) {
            if (alignToWindow != null) {
                throw Checks.error("stft align_to_window should only be set when center = false");
            }
            long half = nFft / 2;
            Tensor channel = DimensionOps.unsqueeze(signal, 0);
            signal = DimensionOps.select(PaddingOps.pad(channel, new long[] {half, half}, padMode, null), 0, 0);
        }
        Tensor spectrum =
                stft(signal, nFft, hopLength, winLength, window, normalized, onesided, returnComplex, alignToWindow);
        return self.dim() == 1 ? DimensionOps.select(spectrum, 0, 0) : spectrum;
    }

    /** [batch, frames, n]: where the windows are aligned, the first one begins with the signal, whatever is left of it in its frame. */
    private static Tensor frames(Tensor signal, long n, long hop, long window, boolean alignToWindow) {
        if (!alignToWindow) {
            return DimensionOps.unfold(signal, 1, n, hop);
        }
        long side = (n - window) / 2;
        long count = 1 + (signal.sizes()[1] - window) / hop;
        Tensor padded = PaddingOps.constantPad(signal, new long[] {side, side}, Scalar.of(0L), null);
        if ((count - 1) * hop + n > padded.sizes()[1]) {
            throw Checks.error(
                    "stft: %s windows of %s samples, %s apart, in frames of %s reach beyond the signal of sizes %s",
                    count, window, hop, n, signal.sizes());
        }
        return DimensionOps.narrow(DimensionOps.unfold(padded, 1, n, hop), 1, 0, count);
    }

    /** [n, 2 * bins]: cos(2 pi j k / n) and -sin(2 pi j k / n) side by side. */
    private static Tensor basis(long n, long bins, DType dtype) {
        Tensor steps = LinearAlgebraOps.outer(SequenceOps.positions(n), SequenceOps.positions(bins), null);
        // Whole turns are taken off while the numbers are integers.
        Tensor turn = ArithmeticOps.remainder(steps, Scalar.of(n), null);
        Tensor angle = ArithmeticOps.mul(TensorIterator.cast(turn, DType.FLOAT64), Scalar.of(2 * Math.PI / n), null);
        Tensor waves =
                ShapeOps.stack(-1, UnaryMathOps.cos(angle, null), NumericOps.neg(UnaryMathOps.sin(angle, null), null));
        return ConversionOps.to(ViewOps.view(waves, new long[] {n, 2 * bins}), dtype, false, null);
    }

    /** The signal of a spectrum over time: frames transformed back, windowed, added where they overlap. */
    @Operator(
            "aten::istft(Tensor self, int n_fft, int? hop_length=None, int? win_length=None, Tensor? window=None, bool center=True, bool normalized=False, bool? onesided=None, int? length=None, bool return_complex=False) -> Tensor")
    static Tensor istft(
            Tensor self,
            long nFft,
            Long hopLength,
            Long winLength,
            Tensor window,
            boolean center,
            boolean normalized,
            Boolean onesided,
            Long length,
            boolean returnComplex) {
        if (!self.dtype().isComplex() || self.dim() < 2 || self.dim() > 3) {
            throw Checks.error("istft requires a complex-valued input tensor of 2 or 3 dimensions, got %s", self);
        }
        long hop = hopLength == null ? nFft / 4 : hopLength;
        long width = winLength == null ? nFft : winLength;
        boolean half = onesided == null ? self.size(-2) != nFft : onesided;
        if (hop < 1 || width < 1 || width > nFft || self.size(-2) != (half ? nFft / 2 + 1 : nFft)) {
            throw Checks.error(
                    "istft: expected hop_length > 0, 0 < win_length <= n_fft and a frequency dimension that fits n_fft=%s, got"
                            + " hop_length=%s, win_length=%s and sizes %s",
                    nFft, hop, width, self.sizes());
        }
        if (returnComplex && half) {
            throw Checks.error("istft: cannot have onesided output if window or input is complex");
        }
        Tensor batched = self.dim() == 2 ? DimensionOps.unsqueeze(self, 0) : self;
        DType real = self.dtype().toReal();
        Tensor full = window != null ? window : Elements.fill(Tensor.empty(real, width), Scalar.of(1L));
        long left = (nFft - width) / 2;
        Tensor padded = PaddingOps.constantPad(full, new long[] {left, nFft - width - left}, Scalar.of(0L), null);
        Tensor spectra = DimensionOps.transpose(batched, 1, 2);
        double scale = Fourier.scale(normalized ? "ortho" : null, true, nFft);
        Tensor frames = returnComplex
                ? Fourier.complex(spectra, 2, true, scale)
                : Fourier.halfToReal(DimensionOps.narrow(spectra, 2, 0, nFft / 2 + 1), 2, nFft, true, scale);
        long count = frames.sizes()[1];
        long whole = nFft + hop * (count - 1);
        Tensor signal = overlapped(ArithmeticOps.mul(frames, padded, null), hop, whole);
        Tensor squares = ViewOps.expand(NumericOps.square(padded, null), 1, count, nFft);
        Tensor envelope = overlapped(squares, hop, whole);
        long start = center ? nFft / 2 : 0;
        long end = length != null ? start + length : center ? whole - nFft / 2 : whole;
        long kept = Math.min(end, whole) - start;
        Tensor divisor = DimensionOps.narrow(envelope, 1, start, kept);
        if (Elements.toDouble(ReductionOps.min(NumericOps.abs(divisor, null), (Tensor) null)) < 1e-11) {
            throw Checks.error("window overlap add min: 1");
        }
        Tensor result = ArithmeticOps.div(DimensionOps.narrow(signal, 1, start, kept), divisor, (Tensor) null);
        if (end > whole) {
            result = PaddingOps.constantPad(result, new long[] {0, end - whole}, Scalar.of(0L), null);
        }
        return self.dim() == 2 ? DimensionOps.select(result, 0, 0) : result;
    }

    /** [batch, frames, n] to [batch, whole]: each frame begins {@code hop} behind the one before it. */
    private static Tensor overlapped(Tensor frames, long hop, long whole) {
        long batch = frames.sizes()[0];
        long count = frames.sizes()[1];
        long n = frames.sizes()[2];
        Tensor starts =
                ArithmeticOps.mul(DimensionOps.unsqueeze(SequenceOps.positions(count), 1), Scalar.of(hop), null);
        Tensor places = ArithmeticOps.add(starts, SequenceOps.positions(n), Scalar.of(1L), null);
        long[] flat = {batch, count * n};
        Tensor index = ViewOps.expand(ViewOps.reshape(places, new long[] {1, count * n}), flat, false);
        Tensor sums = Elements.zero(Tensor.empty(frames.dtype(), batch, whole));
        return ScatterOps.scatterAdd(sums, 1, index, ViewOps.reshape(frames, flat), null);
    }
}
