// multiply() by each shape of tile, whichever this machine would take.
#include "gemm/product.h"

#include <cstring>
#include <random>
#include <vector>

#include "capability_test.h"
#include "gemm/matrix_source.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

template <typename T>
std::vector<T> random_elements(int64_t count, uint32_t seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<T> uniform(-1, 1);
  std::vector<T> elements(static_cast<size_t>(count));
  for (T& x : elements) x = uniform(random);
  return elements;
}

// a [m, k] @ b [k, n] + bias, c with a gap behind each row, in which nothing may be written.
template <typename T>
std::vector<T> product_by(int64_t strip_rows, bool folded, int64_t m, int64_t n, int64_t k, const std::vector<T>& a,
                          const std::vector<T>& b, const std::vector<T>& bias) {
  const int64_t c_row = n + 3;
  std::vector<T> c(static_cast<size_t>(m * c_row), T(77));
  const MatrixRows<T, T> rows(a.data(), k, 1);
  const MatrixPanels<T, T> panels(b.data(), n, 1, k, n, m);
  Finish<T> finish{};
  finish.column_bias = bias.data();
  Product<T> product{m, n, k, rows, panels, c.data(), c_row, finish};
  product.strip_rows = strip_rows;
  product.folded = folded;
  multiply(product, 0, m, 0, n);
  return c;
}

template <typename T>
void check_bits() {
  for (int64_t m : {1, 5, 6, 7, 13, 29}) {
    for (int64_t n : {1, 15, 16, 17, 32, 33, 47, 48, 49, 63, 64, 65, 96, 116, 129}) {
      for (int64_t k : {1, 4, 9, 257}) {
        const std::vector<T> a = random_elements<T>(m * k, 1), b = random_elements<T>(k * n, 2);
        const std::vector<T> bias = random_elements<T>(n, 3);
        const std::vector<T> tall = product_by(kTileRows<T>, false, m, n, k, a, b, bias);
        for (int64_t strip_rows : {int64_t{1}, int64_t{3}, int64_t{kWideTileRows}, int64_t{kTileRows<T>}, int64_t{0}}) {
          for (bool folded : {false, true}) {
            const std::vector<T> other = product_by(strip_rows, folded, m, n, k, a, b, bias);
            ASSERT_EQ(0, std::memcmp(tall.data(), other.data(), tall.size() * sizeof(T)))
                << m << " x " << n << " x " << k << ", strips of " << strip_rows << (folded ? ", folded" : "");
          }
        }
        for (int64_t i = 0; i < m; i++) {
          for (int64_t j = n; j < n + 3; j++) ASSERT_EQ(T(77), tall[static_cast<size_t>(i * (n + 3) + j)]);
        }
      }
    }
  }
}

}  // namespace

CAPABILITY_TEST(Product, GivesTheSameBitsByEachShapeOfTile) {
  check_bits<float>();
  check_bits<double>();
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
