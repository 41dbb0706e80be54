#include "kernels/norm.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <new>

#include "kernels/arguments.h"
#include "kernels/block.h"
#include "kernels/fold.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr int64_t kGrain = 1 << 15;  // elements that are worth a thread

/// y = (x - centre) * scale + shift
template <class T>
void affine(const T* x, T* y, int64_t n, T centre, T scale, T shift) {
  const Vec<T> c(centre), a(scale), b(shift);
  transform(x, y, n, [&](Vec<T> v, int64_t, int64_t) { return fmadd(v - c, a, b); });
}

/// y[i] = (x[i] - centre) * scale * weight[i] + bias[i]; weight and bias may be null.
template <class T>
void affine_elements(const T* x, T* y, int64_t n, T centre, T scale, const T* weight, const T* bias) {
  using V = Vec<T>;
  const V c(centre), a(scale);
  const auto at = [](const T* p, int64_t i, int64_t lanes) {
    return lanes == V::kSize ? V::load(p + i) : V::load(p + i, lanes);
  };
  if (weight && bias) {
    transform(x, y, n, [&](V v, int64_t i, int64_t lanes) {
      return fmadd((v - c) * a, at(weight, i, lanes), at(bias, i, lanes));
    });
  } else if (weight) {
    transform(x, y, n, [&](V v, int64_t i, int64_t lanes) { return (v - c) * a * at(weight, i, lanes); });
  } else if (bias) {
    transform(x, y, n, [&](V v, int64_t i, int64_t lanes) { return fmadd(v - c, a, at(bias, i, lanes)); });
  } else {
    affine(x, y, n, centre, scale, T(0));
  }
}

struct Moments {
  double mean, rstd;

  Moments(double average, double squares, int64_t n, double eps)
      : mean(average), rstd(1 / std::sqrt(squares / static_cast<double>(n) + eps)) {}
};

/// Of n contiguous elements; in two passes, since the second finds them in the cache.
template <class T>
Moments moments(const T* x, int64_t n, double eps) {
  const double mean = sum_of(x, n) / static_cast<double>(n);
  const Vec<T> centre(static_cast<T>(mean));
  return {mean, sum_of(x, n, [&](Vec<T> v) { return (v - centre) * (v - centre); }), n, eps};
}

/// Calls f(row, x, y) for every row.
template <class T, class F>
void for_rows(const LayerNormArgs& args, F f) {
  parallel_for(0, args.rows, kGrain / std::max<int64_t>(args.n, 1), [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
      f(row, static_cast<const T*>(args.in) + row * args.in_row_stride,
        static_cast<T*>(args.out) + row * args.out_row_stride);
    }
  });
}

/// On [batch, groups, channels a group, inner] contiguous: a group's elements lie together.
template <class T>
void group_norm_first(const GroupNormArgs& args) {
  const int64_t channels = args.channels / args.groups;
  const int64_t n = channels * args.inner;
  const T* weight = static_cast<const T*>(args.weight);
  const T* bias = static_cast<const T*>(args.bias);
  parallel_for(0, args.batch * args.groups, kGrain / std::max<int64_t>(n, 1), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      const T* x = static_cast<const T*>(args.in) + i * n;
      T* y = static_cast<T*>(args.out) + i * n;
      const Moments m = moments(x, n, args.eps);
      if (args.mean) static_cast<T*>(args.mean)[i] = static_cast<T>(m.mean);
      if (args.rstd) static_cast<T*>(args.rstd)[i] = static_cast<T>(m.rstd);
      for (int64_t j = 0; j < channels; j++) {
        const int64_t c = i % args.groups * channels + j;
        const double scale = weight ? m.rstd * static_cast<double>(weight[c]) : m.rstd;
        affine(x + j * args.inner, y + j * args.inner, args.inner, static_cast<T>(m.mean), static_cast<T>(scale),
               bias ? bias[c] : T(0));
      }
    }
  });
}

/// sums[c] += Σ map(x[i * channels + c], c) over `rows` rows; in T for some rows at a time.
template <class T, class Map>
void add_columns(const T* x, int64_t rows, int64_t channels, double* sums, Map map) {
  using V = Vec<T>;
  constexpr int64_t kRows = 64;
  for (int64_t c = 0; c < channels; c += V::kSize) {
    const int64_t lanes = std::min(V::kSize, channels - c);
    for (int64_t first = 0; first < rows; first += kRows) {
      V sum(T(0));
      for (int64_t i = first; i < std::min(rows, first + kRows); i++) {
        const T* p = x + i * channels + c;
        sum += map(lanes == V::kSize ? V::load(p) : V::load(p, lanes), c, lanes);
      }
      for (int64_t k = 0; k < lanes; k++) sums[c + k] += static_cast<double>(sum[k]);
    }
  }
}

/// On [batch, inner, groups, channels a group] contiguous. Channels lie side by side: they are summed each by itself,
/// in blocks of rows, and the channels of a group then.
template <class T>
Status group_norm_last(const GroupNormArgs& args) {
  using V = Vec<T>;
  const int64_t channels = args.channels, each = channels / args.groups, n = each * args.inner;
  const int64_t block_rows = std::max<int64_t>(kGrain / channels, 1);
  const int64_t blocks = (args.inner + block_rows - 1) / block_rows;
  const auto doubles = static_cast<size_t>(blocks * channels);
  const std::unique_ptr<double[]> partial(new (std::nothrow) double[doubles]);
  const std::unique_ptr<T[]> factors(new (std::nothrow) T[static_cast<size_t>(3 * channels)]);
  if (!partial || !factors) return fail(kOutOfMemory, (blocks * 8 + 24) * channels);
  T* const centre = factors.get();
  T* const scale = centre + channels;
  T* const shift = scale + channels;
  const T* weight = static_cast<const T*>(args.weight);
  const T* bias = static_cast<const T*>(args.bias);
  for (int64_t b = 0; b < args.batch; b++) {
    const T* x = static_cast<const T*>(args.in) + b * args.inner * channels;
    T* y = static_cast<T*>(args.out) + b * args.inner * channels;
    // Σ map over each group, divided by its elements.
    const auto means = [&](auto map, auto f) {
      std::fill_n(partial.get(), doubles, 0.0);
      parallel_for(0, blocks, 1, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; i++) {
          const int64_t first = i * block_rows;
          add_columns(x + first * channels, std::min(block_rows, args.inner - first), channels,
                      partial.get() + i * channels, map);
        }
      });
      for (int64_t g = 0; g < args.groups; g++) {
        double sum = 0;
        for (int64_t i = 0; i < blocks; i++)
          for (int64_t c = g * each; c < (g + 1) * each; c++) sum += partial[static_cast<size_t>(i * channels + c)];
        f(g, sum);
      }
    };
    means([](V v, int64_t, int64_t) { return v; },
          [&](int64_t g, double sum) {
            std::fill_n(centre + g * each, each, static_cast<T>(sum / static_cast<double>(n)));
            if (args.mean) static_cast<T*>(args.mean)[b * args.groups + g] = centre[g * each];
          });
    means(
        [&](V v, int64_t c, int64_t lanes) {
          const V d = v - (lanes == V::kSize ? V::load(centre + c) : V::load(centre + c, lanes));
          return d * d;
        },
        [&](int64_t g, double squares) {
          const double mean = static_cast<double>(centre[g * each]);
          const Moments m(mean, squares, n, args.eps);
          if (args.rstd) static_cast<T*>(args.rstd)[b * args.groups + g] = static_cast<T>(m.rstd);
          for (int64_t c = g * each; c < (g + 1) * each; c++) {
            const double factor = weight ? m.rstd * static_cast<double>(weight[c]) : m.rstd;
            scale[c] = static_cast<T>(factor);
            shift[c] = bias ? bias[c] : T(0);
          }
        });
    parallel_for(0, args.inner, block_rows, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        transform(x + i * channels, y + i * channels, channels, [&](V v, int64_t c, int64_t lanes) {
          const auto at = [&](const T* p) { return lanes == V::kSize ? V::load(p + c) : V::load(p + c, lanes); };
          return fmadd(v - at(centre), at(scale), at(shift));
        });
      }
    });
  }
  return kOk;
}

template <class T>
void batch_norm_factors(const BatchNormFactorsArgs& args) {
  T* scale = static_cast<T*>(args.factors);
  T* shift = scale + args.channels;
  const T* mean = static_cast<const T*>(args.mean);
  const T* var = static_cast<const T*>(args.var);
  const T* weight = static_cast<const T*>(args.weight);
  const T* bias = static_cast<const T*>(args.bias);
  const auto fill = [&](auto weight_of, auto bias_of) {
    for (int64_t c = 0; c < args.channels; c++) {
      const double factor = weight_of(c) / std::sqrt(static_cast<double>(var[c]) + args.eps);
      scale[c] = static_cast<T>(factor);
      shift[c] = static_cast<T>(bias_of(c) - static_cast<double>(mean[c]) * factor);
    }
  };
  const auto weights = [&](int64_t c) { return static_cast<double>(weight[c]); };
  const auto biases = [&](int64_t c) { return static_cast<double>(bias[c]); };
  const auto one = [](int64_t) { return 1.0; };
  const auto zero = [](int64_t) { return 0.0; };
  if (weight && bias) {
    fill(weights, biases);
  } else if (weight) {
    fill(weights, zero);
  } else if (bias) {
    fill(one, biases);
  } else {
    fill(one, zero);
  }
}

}  // namespace

SC_KERNEL(layer_norm, LayerNormArgs) {
  return with_float_or_double(args.dtype, [&]<class T>() {
    for_rows<T>(args, [&](int64_t row, const T* x, T* y) {
      const Moments m = moments(x, args.n, args.eps);
      if (args.mean) static_cast<T*>(args.mean)[row] = static_cast<T>(m.mean);
      if (args.rstd) static_cast<T*>(args.rstd)[row] = static_cast<T>(m.rstd);
      affine_elements(x, y, args.n, static_cast<T>(m.mean), static_cast<T>(m.rstd), static_cast<const T*>(args.weight),
                      static_cast<const T*>(args.bias));
    });
    return kOk;
  });
}

SC_KERNEL(rms_norm, LayerNormArgs) {
  return with_float_or_double(args.dtype, [&]<class T>() {
    for_rows<T>(args, [&](int64_t row, const T* x, T* y) {
      const Moments m(0, sum_of(x, args.n, [](Vec<T> v) { return v * v; }), args.n, args.eps);
      if (args.rstd) static_cast<T*>(args.rstd)[row] = static_cast<T>(m.rstd);
      affine_elements<T>(x, y, args.n, T(0), static_cast<T>(m.rstd), static_cast<const T*>(args.weight), nullptr);
    });
    return kOk;
  });
}

SC_KERNEL(group_norm, GroupNormArgs) {
  if (args.groups < 1 || args.channels % args.groups != 0) return bad_argument(args, args.groups);
  return with_float_or_double(args.dtype, [&]<class T>() {
    if (args.channels_last) return group_norm_last<T>(args);
    group_norm_first<T>(args);
    return kOk;
  });
}

SC_KERNEL(batch_norm_factors, BatchNormFactorsArgs) {
  return with_float_or_double(args.dtype, [&]<class T>() {
    batch_norm_factors<T>(args);
    return kOk;
  });
}

SC_KERNEL(scale_channels, ScaleChannelsArgs) {
  return with_float_or_double(args.dtype, [&]<class T>() {
    const int64_t grain = std::max<int64_t>(1, 16384 / std::max<int64_t>(args.inner, 1));
    parallel_for(0, args.outer * args.channels, grain, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; row++) {
        const double scale = args.scale[row % args.channels];
        const T* const x = static_cast<const T*>(args.in) + row * args.inner;
        T* const y = static_cast<T*>(args.out) + row * args.inner;
        for (int64_t j = 0; j < args.inner; j++) y[j] = static_cast<T>(static_cast<double>(x[j]) * scale);
      }
    });
    return kOk;
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
