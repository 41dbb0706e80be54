// Matrix products and convolutions by oneDNN.
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "gemm/library/library.h"
#include "gemm/onednn/onednn.h"
#include "sconce/libraries.h"

namespace sconce {
namespace {

using namespace onednn;

// What was made for a shape: primitives cost more to make than small ones cost to run. Forgets all when it is full.
template <typename V>
class ShapeCache {
 public:
  template <typename F>
  std::shared_ptr<const V> get(const std::vector<int64_t>& shape, F make) {
    {
      std::lock_guard lock(mutex_);
      if (const auto found = entries_.find(shape); found != entries_.end()) return found->second;
    }
    // Two threads may make the same: nothing is lost but time.
    std::shared_ptr<const V> made = make();
    std::lock_guard lock(mutex_);
    if (entries_.size() >= kMost) entries_.clear();
    return entries_.emplace(shape, std::move(made)).first->second;
  }

 private:
  static constexpr size_t kMost = 1024;
  std::mutex mutex_;
  std::map<std::vector<int64_t>, std::shared_ptr<const V>> entries_;
};

std::shared_ptr<const Primitive> make_matmul(const LibraryProduct<float>& p) {
  const auto matrix = [](int64_t rows, int64_t columns, int64_t stride, bool transposed) {
    const dnnl_dims_t sizes = {rows, columns};
    const dnnl_dims_t strides = {transposed ? 1 : stride, transposed ? stride : 1};
    return strided(2, sizes, strides);
  };
  const MemoryDesc a = matrix(p.m, p.k, p.a.stride, p.a.transposed);
  const MemoryDesc b = matrix(p.k, p.n, p.b.stride, p.b.transposed);
  const MemoryDesc c = matrix(p.m, p.n, p.c_row, false);
  dnnl_primitive_desc_t desc = nullptr;
  check(dnnl().dnnl_matmul_primitive_desc_create(&desc, dnnl().engine, a.get(), b.get(), nullptr, c.get(),
                                                 attributes(p.alpha, p.beta).get()),
        "matmul");
  return std::make_shared<const Primitive>(PrimitiveDesc(desc));
}

class Convolution final : public PreparedConvolution {
 public:
  explicit Convolution(const LibraryConvolution& c) : plain_weight_(plain_weight(c)) {
    const int rank = static_cast<int>(c.dims) + 2;
    const int first = 3 - static_cast<int>(c.dims);
    const auto image = [&](int64_t channels, const int64_t (&sizes)[3], int64_t inner) {
      dnnl_dims_t dims = {1, channels}, strides = {};
      int64_t positions = 1;
      for (int d = rank - 1; d >= 2; d--) {
        dims[d] = sizes[first + d - 2];
        strides[d] = c.channels_last ? positions * inner : positions;
        positions *= dims[d];
      }
      strides[1] = c.channels_last ? 1 : inner;
      strides[0] = c.channels_last ? positions * inner : channels * inner;
      return strided(rank, dims, strides);
    };
    dnnl_dims_t strides, dilations, begin, end;
    for (int d = 0; d < c.dims; d++) {
      strides[d] = c.stride[first + d];
      dilations[d] = c.dilation[first + d] - 1;
      begin[d] = c.padding[first + d];
      end[d] = c.padding_end[first + d];
    }
    dnnl_dims_t sizes;
    dnnl_memory_desc_t any = nullptr;
    const int weight_rank = weight_sizes(c, sizes);
    check(dnnl().dnnl_memory_desc_create_with_tag(&any, weight_rank, sizes, dnnl_f32, dnnl_format_tag_any), "weight");
    const MemoryDesc weight(any);
    dnnl_primitive_desc_t desc = nullptr;
    const dnnl_status_t status = dnnl().dnnl_convolution_forward_primitive_desc_create(
        &desc, dnnl().engine, dnnl_forward_inference, dnnl_convolution_direct, image(c.c_in, c.in, c.in_inner).get(),
        weight.get(), nullptr, image(c.c_out, c.out, c.out_inner).get(), strides, dilations, begin, end,
        attributes(1, 0).get());
    if (status == dnnl_unimplemented) return;
    check(status, "convolution");
    auto primitive = std::make_unique<const Primitive>(PrimitiveDesc(desc));
    // The plain loops that oneDNN's own tests compare with.
    if (primitive->implementation().starts_with("ref")) return;
    check(dnnl().dnnl_reorder_primitive_desc_create(&desc, plain_weight_.get(), dnnl().engine,
                                                    primitive->layout(DNNL_ARG_WEIGHTS), dnnl().engine,
                                                    attributes(1, 0).get()),
          "reorder");
    reorder_ = std::make_unique<const Primitive>(PrimitiveDesc(desc));
    primitive_ = std::move(primitive);
  }

  // Whether oneDNN has a fast implementation; without one nothing else may be called.
  bool exists() const { return primitive_ != nullptr; }

  int64_t weight_bytes() const override {
    return static_cast<int64_t>(dnnl().dnnl_memory_desc_get_size(primitive_->layout(DNNL_ARG_WEIGHTS)));
  }

  void pack_weight(const float* weight, void* packed) const override {
    const Primitive::Argument arguments[] = {{DNNL_ARG_FROM, weight}, {DNNL_ARG_TO, packed}};
    on_one_thread([&] { reorder_->run(arguments, 2); });
  }

  bool reads_weight_of(const PreparedConvolution& other) const override {
    return dnnl().dnnl_memory_desc_equal(primitive_->layout(DNNL_ARG_WEIGHTS),
                                         static_cast<const Convolution&>(other).primitive_->layout(DNNL_ARG_WEIGHTS)) !=
           0;
  }

  void run(const float* in, const void* packed, float* out) const override {
    const Primitive::Argument arguments[] = {{DNNL_ARG_SRC, in}, {DNNL_ARG_WEIGHTS, packed}, {DNNL_ARG_DST, out}};
    on_one_thread([&] { primitive_->run(arguments, 3); });
  }

 private:
  // [groups,] c_out / groups, c_in / groups, kernel...
  static int weight_sizes(const LibraryConvolution& c, dnnl_dims_t& sizes) {
    int rank = 0;
    if (c.groups > 1) sizes[rank++] = c.groups;
    sizes[rank++] = c.c_out / c.groups;
    sizes[rank++] = c.c_in / c.groups;
    for (int64_t d = 3 - c.dims; d < 3; d++) sizes[rank++] = c.kernel[d];
    return rank;
  }

  static MemoryDesc plain_weight(const LibraryConvolution& c) {
    dnnl_dims_t sizes, strides;
    const int rank = weight_sizes(c, sizes);
    int64_t stride = 1;
    for (int d = rank - 1; d >= 0; d--) {
      strides[d] = stride;
      stride *= sizes[d];
    }
    return strided(rank, sizes, strides);
  }

  MemoryDesc plain_weight_;
  std::unique_ptr<const Primitive> primitive_, reorder_;
};

class OnednnGemm final : public GemmLibrary {
 public:
  const char* name() const override { return "onednn"; }

  void multiply(const LibraryProduct<float>& p) const override {
    int64_t alpha = 0, beta = 0;
    std::memcpy(&alpha, &p.alpha, sizeof(float));
    std::memcpy(&beta, &p.beta, sizeof(float));
    const Primitive::Argument arguments[] = {
        {DNNL_ARG_SRC, p.a.data}, {DNNL_ARG_WEIGHTS, p.b.data}, {DNNL_ARG_DST, p.c}};
    on_one_thread([&] {
      const auto primitive =
          products_.get({p.m, p.n, p.k, alpha, beta, p.a.stride, p.a.transposed, p.b.stride, p.b.transposed, p.c_row},
                        [&] { return make_matmul(p); });
      primitive->run(arguments, 3);
    });
  }

  void multiply(const LibraryProduct<double>&) const override {
    throw std::logic_error("oneDNN has no products of double on CPUs");
  }
  bool multiplies_double() const override { return false; }

  bool convolves() const override { return true; }
  std::shared_ptr<const PreparedConvolution> prepare(const LibraryConvolution& c) const override {
    std::vector<int64_t> shape = {c.channels_last, c.dims, c.groups, c.c_in, c.c_out, c.in_inner, c.out_inner};
    for (const auto* sizes : {&c.in, &c.out, &c.kernel, &c.stride, &c.padding, &c.padding_end, &c.dilation}) {
      shape.insert(shape.end(), std::begin(*sizes), std::end(*sizes));
    }
    std::shared_ptr<const Convolution> made;
    on_one_thread([&] { made = convolutions_.get(shape, [&] { return std::make_shared<const Convolution>(c); }); });
    return made->exists() ? made : nullptr;
  }

 private:
  mutable ShapeCache<Primitive> products_;
  mutable ShapeCache<Convolution> convolutions_;
};

}  // namespace

const GemmLibrary* onednn_gemm() {
  if (sc_onednn_config() == nullptr) return nullptr;
  // Never destroyed: threads may compute while the process exits.
  static const OnednnGemm& library = *new OnednnGemm();
  return &library;
}

}  // namespace sconce
