#include "kernels/fft.h"

#include <algorithm>
#include <complex>
#include <kissfft/kissfft.hh>
#include <memory>
#include <vector>

#include "kernels/arguments.h"
#include "kernels/block.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr double kPi = 3.14159265358979323846;
// KISS FFT takes as many steps for a prime factor as it is large; from here on a convolution is less work.
constexpr int64_t kLargePrime = 64;

enum Kind : int64_t { kComplex = 0, kRealToHalf = 1, kHalfToReal = 2 };

int64_t largest_prime_factor(int64_t n) {
  int64_t largest = 1;
  for (int64_t p = 2; p * p <= n; p++)
    while (n % p == 0) largest = p, n /= p;
  return std::max(largest, n);
}

// Transforms of one length and direction, for one thread.
template <typename T>
class Transform {
 public:
  using Complex = std::complex<T>;

  Transform(int64_t n, bool inverse) : n_(static_cast<size_t>(n)) {
    if (largest_prime_factor(n) <= kLargePrime) {
      plain_ = std::make_unique<kissfft<T>>(n_, inverse);
    } else {
      prepare_convolution(inverse);
    }
  }

  void operator()(const Complex* in, Complex* out) {
    if (plain_)
      plain_->transform(in, out);
    else
      convolve(in, out);
  }

 private:
  using Wide = std::complex<double>;

  // Bluestein: j k = (j^2 + k^2 - (j - k)^2) / 2 makes the transform a convolution with e^(pi i k^2 / n), for which any
  // longer length will do. In double, since the convolution adds up many terms.
  void prepare_convolution(bool inverse) {
    size_ = 1;
    while (size_ < 2 * n_ - 1) size_ *= 2;
    chirp_.resize(n_);
    for (size_t k = 0; k < n_; k++) {
      const double angle = kPi * static_cast<double>(k * k % (2 * n_)) / static_cast<double>(n_);
      chirp_[k] = std::polar(1.0, inverse ? angle : -angle);
    }
    forward_ = std::make_unique<kissfft<double>>(size_, false);
    backward_ = std::make_unique<kissfft<double>>(size_, true);
    std::vector<Wide> filter(size_);
    for (size_t k = 0; k < n_; k++) filter[k] = filter[(size_ - k) % size_] = std::conj(chirp_[k]);
    filter_.resize(size_);
    forward_->transform(filter.data(), filter_.data());
    work_.resize(size_);
    spectrum_.resize(size_);
  }

  void convolve(const Complex* in, Complex* out) {
    std::fill(work_.begin(), work_.end(), Wide(0));
    for (size_t k = 0; k < n_; k++) work_[k] = Wide(in[k]) * chirp_[k];
    forward_->transform(work_.data(), spectrum_.data());
    for (size_t k = 0; k < size_; k++) spectrum_[k] *= filter_[k];
    backward_->transform(spectrum_.data(), work_.data());
    const double scale = 1 / static_cast<double>(size_);
    for (size_t k = 0; k < n_; k++) out[k] = Complex(work_[k] * chirp_[k] * scale);
  }

  size_t n_, size_ = 0;
  std::unique_ptr<kissfft<T>> plain_;
  std::unique_ptr<kissfft<double>> forward_, backward_;
  std::vector<Wide> chirp_, filter_, work_, spectrum_;
};

// The lines of one thread.
template <typename T>
class Lines {
 public:
  using Complex = std::complex<T>;

  explicit Lines(const FftArgs& args)
      : n_(args.n),
        half_(args.n / 2 + 1),
        inverse_(args.inverse != 0),
        scale_(static_cast<T>(args.scale)),
        transform_(args.n, inverse_),
        in_(static_cast<size_t>(args.n)),
        out_(static_cast<size_t>(args.n)) {}

  void complex(const Complex* in, Complex* out) {
    transform_(in, out);
    for (int64_t k = 0; k < n_; k++) out[k] *= scale_;
  }

  void real_to_half(const T* in, Complex* out) {
    std::copy(in, in + n_, in_.begin());
    transform_(in_.data(), out_.data());
    for (int64_t k = 0; k < half_; k++) out[k] = out_[static_cast<size_t>(k)] * scale_;
  }

  void half_to_real(const Complex* in, T* out) {
    std::copy(in, in + half_, in_.begin());
    for (int64_t k = half_; k < n_; k++) in_[static_cast<size_t>(k)] = std::conj(in[n_ - k]);
    // What is its own conjugate is real.
    in_[0] = in[0].real();
    if (n_ % 2 == 0) in_[static_cast<size_t>(n_ / 2)] = in[n_ / 2].real();
    transform_(in_.data(), out_.data());
    for (int64_t k = 0; k < n_; k++) out[k] = out_[static_cast<size_t>(k)].real() * scale_;
  }

 private:
  int64_t n_, half_;
  bool inverse_;
  T scale_;
  Transform<T> transform_;
  std::vector<Complex> in_, out_;
};

}  // namespace

SC_KERNEL(fft, FftArgs) {
  if (args.n < 1) return bad_argument(args, args.n);
  if (args.lines < 0) return bad_argument(args, args.lines);
  if (args.kind < kComplex || args.kind > kHalfToReal) return bad_argument(args, args.kind);
  return with_float_or_double(args.dtype, [&]<class T>() {
    using Complex = std::complex<T>;
    constexpr int64_t kGrainElements = 8192;
    const int64_t n = args.n, half = n / 2 + 1;
    parallel_for(0, args.lines, std::max<int64_t>(1, kGrainElements / n), [&](int64_t begin, int64_t end) {
      Lines<T> lines(args);
      for (int64_t i = begin; i < end; i++) {
        if (args.kind == kComplex)
          lines.complex(static_cast<const Complex*>(args.in) + i * n, static_cast<Complex*>(args.out) + i * n);
        else if (args.kind == kRealToHalf)
          lines.real_to_half(static_cast<const T*>(args.in) + i * n, static_cast<Complex*>(args.out) + i * half);
        else
          lines.half_to_real(static_cast<const Complex*>(args.in) + i * half, static_cast<T*>(args.out) + i * n);
      }
    });
    return kOk;
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
