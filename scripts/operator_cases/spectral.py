"""Fourier transforms."""
import torch

from export_operator_goldens import c64, call, each, f64, i64, s, t


def fourier():
    for n in (1, 2, 7, 8, 12, 30, 67, 149):  # the last two go by a convolution
        for name in ("fft_fft", "fft_ifft"):
            each(name, (t(2, n, dtype=c64),), (t(n),))
        each("fft_rfft", (t(2, n),))
        each("fft_ihfft", (t(2, n),))
        each("fft_irfft", (t(2, n // 2 + 1, dtype=c64), n))
        each("fft_hfft", (t(2, n // 2 + 1, dtype=c64), n))
    for norm in ("forward", "backward", "ortho"):
        for name in ("fft_fft", "fft_ifft", "fft_rfft", "fft_irfft", "fft_hfft", "fft_ihfft"):
            each(name, (t(6, 4), 5, 0, norm), (t(3, 6, dtype=i64), 9, -1, norm), (t(4, 5, dtype=f64), None, 1, norm), (s(4, 6), None, 0, norm))
        for name in ("fft_fftn", "fft_ifftn", "fft_rfftn", "fft_irfftn", "fft_hfftn", "fft_ihfftn"):
            each(name, (t(3, 4, 6), None, None, norm), (t(3, 4, 6), [5, 4], None, norm), (t(3, 4, 6), [2, -1], [2, 0], norm))
    for name in ("fft_fft2", "fft_ifft2", "fft_rfft2", "fft_irfft2", "fft_hfft2", "fft_ihfft2"):
        each(name, (t(2, 4, 6),), (t(2, 4, 6), [3, 3]))
    each("fft_fftfreq", (5,), (8, 0.5))
    each("fft_rfftfreq", (5,), (8, 0.5))
    window = torch.hann_window(8)
    spectrum = torch.stft(t(2, 40), 8, window=window, return_complex=True)
    each("istft", (spectrum, 8), (spectrum[0], 8))
    each("istft", (spectrum, 8), window=window)
    each("istft", (spectrum, 8), window=window, length=37, normalized=True)
    call("istft", torch.stft(t(40), 8, 4, center=False, return_complex=True), 8, 4, center=False, length=45)
