package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.UnsupportedException;
import dev.sconce.runtime.Scalar;

/** Spectra over time. A frame's Fourier transform is a row of one matrix product with cosines and sines. */
final class SpectralOps {
    private SpectralOps() {}

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
        if (self.dtype() != DType.FLOAT32 && self.dtype() != DType.FLOAT64) {
            throw new UnsupportedException(
                    "stft of a tensor of " + self.dtype() + " is not supported: float32 and float64 are");
        }
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
        if (window != null && (window.dim() != 1 || window.numel() != length || window.dtype() != self.dtype())) {
            throw Checks.error(
                    "stft: expected a 1D window tensor of size equal to win_length=%s and the input's dtype, but"
                            + " got window %s",
                    length, window);
        }
        if (returnComplex == null) {
            throw Checks.error(
                    "stft requires the return_complex parameter be given for real inputs, and will further require that"
                            + " return_complex=True in a future PyTorch release.");
        }
        boolean half = onesided == null || onesided;
        long bins = half ? nFft / 2 + 1 : nFft;
        Tensor basis = basis(nFft, bins, self.dtype());
        if (window != null || length < nFft) {
            Tensor full = window != null ? window : Elements.fill(Tensor.empty(self.dtype(), length), Scalar.of(1L));
            long left = (nFft - length) / 2;
            Tensor padded = PaddingOps.constantPad(full, new long[] {left, nFft - length - left}, Scalar.of(0L), null);
            basis = ArithmeticOps.mul(basis, DimensionOps.unsqueeze(padded, 1), null);
        }
        if (normalized) {
            basis = ArithmeticOps.mul(basis, Scalar.of(1 / Math.sqrt(nFft)), null);
        }
        Tensor frames = DimensionOps.unfold(self, 1, nFft, hop);
        Tensor products = Gemm.batched(frames, basis);
        Tensor parts = ViewOps.view(products, new long[] {self.sizes()[0], frames.sizes()[1], bins, 2});
        Tensor spectrum = Out.contiguous(DimensionOps.transpose(parts, 1, 2));
        return returnComplex ? ComplexOps.viewAsComplex(spectrum) : spectrum;
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
}
