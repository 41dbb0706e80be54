// The kernels gemm, gemm_packed and gemm_pack_b against a naive product, on every capability of this machine.
#include <algorithm>
#include <array>
#include <functional>

#include "kernels/matmul.h"
#include "parallel/parallel.h"
#include "reference.h"

namespace sconce::testing {
namespace {

enum class Layout { kRows, kColumns, kEveryOther };

// A matrix in memory: rows contiguous with some slack, columns contiguous (a transposed one), or no stride 1 at all.
template <typename T>
struct Matrix {
  int64_t rows, columns, row, column;
  Guarded<T> data;

  static int64_t row_stride(int64_t, int64_t c, Layout l) {
    return l == Layout::kColumns ? 1 : l == Layout::kRows ? c + 3 : 2 * c + 1;
  }
  static int64_t column_stride(int64_t r, int64_t, Layout l) {
    return l == Layout::kColumns ? r + 2 : l == Layout::kRows ? 1 : 2;
  }

  Matrix(int64_t r, int64_t c, Layout l, Numbers& numbers, int64_t shift = 0)
      : rows(r),
        columns(c),
        row(row_stride(r, c, l)),
        column(column_stride(r, c, l)),
        data(r == 0 || c == 0 ? 0 : (r - 1) * row + (c - 1) * column + 1, numbers, shift) {}
  T at(int64_t i, int64_t j) const { return data[i * row + j * column]; }
};

template <typename T>
GemmArgs args_of(Matrix<T>& out, const Matrix<T>& a, const Matrix<T>& b) {
  GemmArgs g{};
  g.dtype = dtype_of<T>();
  g.out = out.data.data();
  g.a = a.data.data();
  g.b = b.data.data();
  g.batch_outer = g.batch_inner = 1;
  g.m = out.rows, g.n = out.columns, g.k = a.columns;
  g.out_row = out.row;
  g.a_row = a.row, g.a_col = a.column;
  g.b_row = b.row, g.b_col = b.column;
  g.alpha = 1;
  return g;
}

// b as gemm_pack_b writes it, in exactly the memory that its documentation asks for.
template <typename T>
Guarded<T> packed(Capability capability, const Matrix<T>& b) {
  const int64_t k = b.rows, n = b.columns;
  Guarded<T> to(k * ((n + 63) / 64 * 64));
  GemmPackArgs p{dtype_of<T>(), to.data(), b.data.data(), 1, n, k, 0, b.row, b.column, to.size()};
  EXPECT_EQ(run_args(capability, "gemm_pack_b", p), kOk);
  EXPECT_TRUE(to.intact());
  return to;
}

template <typename T>
void expect_product(const Matrix<T>& out, const Matrix<T>& before, const Matrix<T>& a, const Matrix<T>& b, double alpha,
                    double beta, const std::function<std::string()>& what) {
  ASSERT_TRUE(out.data.intact()) << what() << " wrote outside of its output";
  for (int64_t i = 0; i < out.rows; i++) {
    for (int64_t j = 0; j < out.row && i * out.row + j < out.data.size(); j++) {
      if (j >= out.columns) {
        ASSERT_EQ(out.data[i * out.row + j], before.data[i * out.row + j]) << what() << " wrote between rows";
        continue;
      }
      Sum<T> sum;
      for (int64_t p = 0; p < a.columns; p++) {
        if constexpr (std::is_integral_v<T>)
          sum.add(static_cast<uint64_t>(static_cast<int64_t>(alpha)) * static_cast<uint64_t>(a.at(i, p)) *
                  static_cast<uint64_t>(b.at(p, j)));
        else
          sum.add(alpha * static_cast<double>(a.at(i, p)) * static_cast<double>(b.at(p, j)));
      }
      if (beta != 0) sum.add(static_cast<T>(beta), before.at(i, j));
      ASSERT_TRUE(sum.matches(out.at(i, j)))
          << what() << " at " << i << ", " << j << ": " << +out.at(i, j) << " instead of " << +sum.value;
    }
  }
}

template <typename T>
void check_product(Capability capability, int64_t m, int64_t n, int64_t k, Layout la, Layout lb, double alpha,
                   double beta, bool pack, int64_t shift) {
  Numbers numbers(static_cast<uint64_t>(m * 131 + n * 17 + k));
  const Matrix<T> a(m, k, la, numbers, shift), b(k, n, lb, numbers, shift);
  Matrix<T> out(m, n, Layout::kRows, numbers, shift);
  const Matrix<T> before = out;
  GemmArgs g = args_of(out, a, b);
  g.alpha = alpha, g.beta = beta;
  Guarded<T> memory(0);
  if (pack) {
    memory = packed(capability, b);
    g.b = memory.data();
  }
  ASSERT_EQ(run_args(capability, pack ? "gemm_packed" : "gemm", g), kOk);
  expect_product(out, before, a, b, alpha, beta, [&] {
    return "capability " + std::to_string(static_cast<int>(capability)) + " m " + std::to_string(m) + " n " +
           std::to_string(n) + " k " + std::to_string(k) + " layouts " + std::to_string(static_cast<int>(la)) +
           std::to_string(static_cast<int>(lb)) + " packed " + std::to_string(pack);
  });
}

constexpr std::array kLayouts{Layout::kRows, Layout::kColumns, Layout::kEveryOther};

// Sizes around every boundary: tiles, vectors, panels, blocks of k.
constexpr std::array<std::array<int64_t, 3>, 30> kShapes{{
    {1, 1, 1},      {1, 1, 300},   {1, 17, 5},   {2, 3, 4},    {3, 31, 9},   {4, 33, 40},
    {5, 64, 12},    {6, 16, 7},    {7, 65, 33},  {8, 8, 8},    {13, 47, 16}, {14, 32, 256},
    {15, 33, 257},  {16, 1, 100},  {28, 64, 10}, {29, 95, 31}, {1, 300, 70}, {300, 1, 70},
    {1, 1000, 515}, {2, 129, 600}, {3, 200, 64}, {4, 90, 111}, {43, 10, 20}, {100, 100, 100},
    {64, 48, 513},  {70, 200, 64}, {0, 5, 5},    {5, 0, 5},    {5, 7, 0},    {1, 9, 0},
}};

template <typename T>
void check_all_shapes() {
  for (Capability capability : supported_capabilities()) {
    int64_t shift = 0;
    for (const auto& [m, n, k] : kShapes) {
      for (Layout la : kLayouts) {
        for (Layout lb : kLayouts) {
          ASSERT_NO_FATAL_FAILURE(check_product<T>(capability, m, n, k, la, lb, 1, 0, false, shift++ % 3));
        }
      }
    }
  }
}

TEST(Gemm, MultipliesFloats) { check_all_shapes<float>(); }
TEST(Gemm, MultipliesDoubles) { check_all_shapes<double>(); }
TEST(Gemm, MultipliesInt64) { check_all_shapes<int64_t>(); }
TEST(Gemm, MultipliesInt32) { check_all_shapes<int32_t>(); }
TEST(Gemm, WrapsInt16Around) { check_all_shapes<int16_t>(); }
TEST(Gemm, WrapsInt8Around) { check_all_shapes<int8_t>(); }
TEST(Gemm, WrapsUint8Around) { check_all_shapes<uint8_t>(); }

TEST(Gemm, ScalesAndAdds) {
  for (Capability capability : supported_capabilities()) {
    for (const auto& [m, n, k] : kShapes) {
      for (auto [alpha, beta] : {std::pair{2.0, 0.0}, {1.0, 1.0}, {-3.0, 2.0}, {0.0, 1.0}}) {
        ASSERT_NO_FATAL_FAILURE(
            check_product<float>(capability, m, n, k, Layout::kRows, Layout::kRows, alpha, beta, false, 0));
        ASSERT_NO_FATAL_FAILURE(
            check_product<double>(capability, m, n, k, Layout::kRows, Layout::kColumns, alpha, beta, false, 1));
        ASSERT_NO_FATAL_FAILURE(
            check_product<int8_t>(capability, m, n, k, Layout::kRows, Layout::kRows, alpha, beta, false, 0));
        ASSERT_NO_FATAL_FAILURE(
            check_product<int64_t>(capability, m, n, k, Layout::kRows, Layout::kRows, alpha, beta, false, 0));
      }
    }
  }
}

TEST(GemmPacked, MultipliesWhatWasPacked) {
  for (Capability capability : supported_capabilities()) {
    for (const auto& [m, n, k] : kShapes) {
      for (Layout lb : kLayouts) {
        ASSERT_NO_FATAL_FAILURE(check_product<float>(capability, m, n, k, Layout::kRows, lb, 1, 0, true, 0));
        ASSERT_NO_FATAL_FAILURE(check_product<double>(capability, m, n, k, Layout::kColumns, lb, 1, 1, true, 0));
        ASSERT_NO_FATAL_FAILURE(check_product<int32_t>(capability, m, n, k, Layout::kRows, lb, 1, 0, true, 0));
      }
    }
  }
}

TEST(GemmPacked, RefusesNarrowIntegers) {
  Numbers numbers(1);
  const Matrix<int8_t> a(2, 2, Layout::kRows, numbers), b(2, 2, Layout::kRows, numbers);
  Matrix<int8_t> out(2, 2, Layout::kRows, numbers);
  for (Capability capability : supported_capabilities()) {
    EXPECT_EQ(run_args(capability, "gemm_packed", args_of(out, a, b)), kUnsupportedDtype);
  }
}

TEST(Gemm, IgnoresTheOutputsContentWhenBetaIsZero) {
  for (Capability capability : supported_capabilities()) {
    for (const auto& [m, n, k] : kShapes) {
      Numbers numbers(3);
      const Matrix<float> a(m, k, Layout::kRows, numbers), b(k, n, Layout::kColumns, numbers);
      Matrix<float> out(m, n, Layout::kRows, numbers);
      const Matrix<float> before = out;
      for (int64_t i = 0; i < m; i++) {
        for (int64_t j = 0; j < n; j++) out.data[i * out.row + j] = std::numeric_limits<float>::quiet_NaN();
      }
      ASSERT_EQ(run_args(capability, "gemm", args_of(out, a, b)), kOk);
      ASSERT_NO_FATAL_FAILURE(expect_product(out, before, a, b, 1, 0, [] { return std::string("NaN in the output"); }));
    }
  }
}

TEST(Gemm, PropagatesNanAndInfinity) {
  for (Capability capability : supported_capabilities()) {
    for (const auto& [m, n, k] : kShapes) {
      if (m < 1 || n < 1 || k < 2) continue;
      Numbers numbers(4);
      Matrix<float> a(m, k, Layout::kRows, numbers);
      const Matrix<float> b(k, n, Layout::kRows, numbers);
      Matrix<float> out(m, n, Layout::kRows, numbers);
      a.data[0] = std::numeric_limits<float>::quiet_NaN();
      a.data[(m - 1) * a.row + 1] = std::numeric_limits<float>::infinity();
      ASSERT_EQ(run_args(capability, "gemm", args_of(out, a, b)), kOk);
      for (int64_t j = 0; j < n; j++) {
        EXPECT_TRUE(std::isnan(out.at(0, j)));
        if (m > 1) {
          EXPECT_EQ(out.at(m - 1, j), std::copysign(INFINITY, b.at(1, j)));
        }
      }
    }
  }
}

TEST(Gemm, BroadcastsBothBatchDimensions) {
  for (Capability capability : supported_capabilities()) {
    constexpr int64_t kOuter = 3, kInner = 4, kM = 5, kN = 37, kK = 11;
    Numbers numbers(5);
    Guarded<float> a(kOuter * kM * kK, numbers), b(kInner * kK * kN, numbers), out(kOuter * kInner * kM * kN);
    GemmArgs g{};
    g.dtype = dtype_of<float>();
    g.out = out.data(), g.a = a.data(), g.b = b.data();
    g.batch_outer = kOuter, g.batch_inner = kInner;
    g.m = kM, g.n = kN, g.k = kK;
    g.out_outer = kInner * kM * kN, g.out_inner = kM * kN, g.out_row = kN;
    g.a_outer = kM * kK, g.a_inner = 0, g.a_row = kK, g.a_col = 1;
    g.b_outer = 0, g.b_inner = kK * kN, g.b_row = kN, g.b_col = 1;
    g.alpha = 1;
    ASSERT_EQ(run_args(capability, "gemm", g), kOk);
    ASSERT_TRUE(out.intact());
    for (int64_t at = 0; at < out.size(); at++) {
      const int64_t j = at % kN, i = at / kN % kM, inner = at / (kN * kM) % kInner, outer = at / (kN * kM * kInner);
      Sum<float> sum;
      for (int64_t p = 0; p < kK; p++) sum.add(a[(outer * kM + i) * kK + p], b[(inner * kK + p) * kN + j]);
      ASSERT_TRUE(sum.matches(out[at])) << at;
    }
  }
}

double activated(double x, Activation activation, double lo, double hi) {
  switch (activation) {
    case Activation::kNone:
      return x;
    case Activation::kRelu:
      return x < 0 ? 0 : x;
    case Activation::kClamp:
      return x < lo ? lo : x > hi ? hi : x;
    case Activation::kGelu:
      return x / 2 * (1 + std::erf(x / std::sqrt(2.0)));
    case Activation::kGeluTanh:
      return x / 2 * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
    case Activation::kSilu:
      return x / (1 + std::exp(-x));
    case Activation::kSigmoid:
      return 1 / (1 + std::exp(-x));
    case Activation::kTanh:
      return std::tanh(x);
    case Activation::kHardswish:
      return x * std::clamp(x + 3, 0.0, 6.0) / 6;
    case Activation::kHardsigmoid:
      return std::clamp(x + 3, 0.0, 6.0) / 6;
    case Activation::kLeakyRelu:
      return x > 0 ? x : lo * x;
  }
  return NAN;
}

TEST(Gemm, FinishesWithBiasResidualAndActivation) {
  // Dot products, one column, a tile and its tails, several blocks of k.
  constexpr std::array<std::array<int64_t, 3>, 8> kFinished{
      {{1, 1, 1}, {3, 31, 9}, {1, 65, 33}, {16, 1, 20}, {15, 33, 257}, {28, 64, 10}, {4, 90, 111}, {5, 7, 0}}};
  for (Capability capability : supported_capabilities()) {
    for (const auto& [m, n, k] : kFinished) {
      for (int64_t activation = 0; activation <= 10; activation++) {
        for (int64_t options = 0; options < 8; options++) {
          Numbers numbers(static_cast<uint64_t>(activation));
          const Matrix<float> a(m, k, Layout::kRows, numbers),
              b(k, n, options & 4 ? Layout::kColumns : Layout::kRows, numbers);
          const Matrix<float> residual(m, n, Layout::kRows, numbers);
          const Guarded<float> bias(n, numbers);
          Matrix<float> out(m, n, Layout::kRows, numbers);
          GemmArgs g = args_of(out, a, b);
          g.epilogue.bias = options & 1 ? bias.data() : nullptr;
          g.epilogue.residual = options & 2 ? residual.data.data() : nullptr;
          g.epilogue.residual_row = residual.row;
          g.epilogue.residual_last = options & 4 ? 1 : 0;
          g.epilogue.activation = activation;
          g.epilogue.lo = activation == 10 ? 0.1 : -0.25;
          g.epilogue.hi = 0.5;
          ASSERT_EQ(run_args(capability, "gemm", g), kOk);
          for (int64_t i = 0; i < m; i++) {
            for (int64_t j = 0; j < n; j++) {
              double x = 0;
              for (int64_t p = 0; p < k; p++) x += static_cast<double>(a.at(i, p)) * b.at(p, j);
              if (options & 1) x += bias[j];
              if ((options & 6) == 2) x += residual.at(i, j);
              x = activated(x, static_cast<Activation>(activation), g.epilogue.lo, 0.5);
              if ((options & 6) == 6) x += residual.at(i, j);
              ASSERT_NEAR(out.at(i, j), x, 2e-5 * (1 + std::abs(x)))
                  << "activation " << activation << " options " << options << " m " << m << " n " << n << " k " << k;
            }
          }
        }
      }
    }
  }
}

TEST(Gemm, KeepsNanInReluAndClamp) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (Capability capability : supported_capabilities()) {
    for (Activation activation : {Activation::kRelu, Activation::kClamp}) {
      float out[1], b[1] = {1};
      GemmArgs g{};
      g.dtype = dtype_of<float>();
      g.out = out, g.a = &nan, g.b = b;
      g.batch_outer = g.batch_inner = g.m = g.n = g.k = 1;
      g.alpha = 1;
      g.epilogue.activation = static_cast<int64_t>(activation);
      g.epilogue.hi = 6;
      ASSERT_EQ(run_args(capability, "gemm", g), kOk);
      EXPECT_TRUE(std::isnan(out[0]));
    }
  }
}

TEST(Gemm, GivesTheSameBitsWithAnyNumberOfThreads) {
  for (Capability capability : supported_capabilities()) {
    for (const auto& [m, n, k] : {std::array<int64_t, 3>{150, 300, 600},
                                  {1, 3000, 700},
                                  {700, 40, 300},
                                  {3, 2000, 500},
                                  {130, 2000, 700},     // in parts of some columns
                                  {3000, 40, 1000}}) {  // in parts of some rows
      for (Layout lb : {Layout::kRows, Layout::kColumns}) {
        Numbers numbers(6);
        const Matrix<float> a(m, k, Layout::kRows, numbers), b(k, n, lb, numbers);
        const Matrix<float> before(m, n, Layout::kRows, numbers);
        Matrix<float> one = before;
        set_num_threads(1);
        ASSERT_EQ(run_args(capability, "gemm", args_of(one, a, b)), kOk);
        for (int threads : {2, 3, 8}) {
          set_num_threads(threads);
          Matrix<float> many = before;
          ASSERT_EQ(run_args(capability, "gemm", args_of(many, a, b)), kOk);
          ASSERT_EQ(std::memcmp(one.data.data(), many.data.data(), static_cast<size_t>(one.data.size()) * 4), 0);
        }
        set_num_threads(2);
      }
    }
  }
}

TEST(Gemm, RefusesWhatItDoesNotKnow) {
  Numbers numbers(7);
  const Matrix<float> a(2, 2, Layout::kRows, numbers), b(2, 2, Layout::kRows, numbers);
  Matrix<float> out(2, 2, Layout::kRows, numbers);
  for (Capability capability : supported_capabilities()) {
    GemmArgs g = args_of(out, a, b);
    g.dtype = 5;
    EXPECT_EQ(run_args(capability, "gemm", g), kUnsupportedDtype);
    g = args_of(out, a, b);
    g.epilogue.activation = 11;
    EXPECT_EQ(run_args(capability, "gemm", g), kInvalidArgument);
    g = args_of(out, a, b);
    g.m = -1;
    EXPECT_EQ(run_args(capability, "gemm", g), kInvalidArgument);
  }
}

}  // namespace
}  // namespace sconce::testing
