// Matrix products by BLAS.
#include "gemm/blas/blas.h"
#include "gemm/library/library.h"

namespace sconce {
namespace {

class BlasGemm final : public GemmLibrary {
 public:
  BlasGemm(decltype(&cblas_sgemm) sgemm, decltype(&cblas_dgemm) dgemm) : sgemm_(sgemm), dgemm_(dgemm) {}

  const char* name() const override { return "blas"; }
  void multiply(const LibraryProduct<float>& product) const override { call(sgemm_, product); }
  void multiply(const LibraryProduct<double>& product) const override { call(dgemm_, product); }
  bool multiplies_double() const override { return true; }
  bool convolves() const override { return false; }
  std::shared_ptr<const PreparedConvolution> prepare(const LibraryConvolution&) const override { return nullptr; }

 private:
  template <typename T, typename F>
  static void call(F gemm, const LibraryProduct<T>& p) {
    const auto integer = [](int64_t x) { return static_cast<lapack_int>(x); };
    const auto order = [](const LibraryMatrix<T>& x) { return x.transposed ? CblasTrans : CblasNoTrans; };
    gemm(CblasRowMajor, order(p.a), order(p.b), integer(p.m), integer(p.n), integer(p.k), p.alpha, p.a.data,
         integer(p.a.stride), p.b.data, integer(p.b.stride), p.beta, p.c, integer(p.c_row));
  }

  const decltype(&cblas_sgemm) sgemm_;
  const decltype(&cblas_dgemm) dgemm_;
};

}  // namespace

const GemmLibrary* blas_gemm() {
  if (SC_BLAS(cblas_sgemm) == nullptr) return nullptr;
  static const BlasGemm library(SC_BLAS(cblas_sgemm), SC_BLAS(cblas_dgemm));
  return &library;
}

}  // namespace sconce
