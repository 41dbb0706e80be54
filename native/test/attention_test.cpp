// The kernel sdpa against softmax(q k^T) v in double, on every capability of this machine.
#include "kernels/attention.h"

#include <algorithm>
#include <array>
#include <vector>

#include "parallel/parallel.h"
#include "reference.h"

namespace sconce::testing {
namespace {

struct Shape {
  int64_t batch, heads, kv_heads, l, s, e, ev;
};

const std::vector<Shape> kShapes{{1, 1, 1, 1, 1, 1, 1},      {2, 3, 3, 5, 7, 4, 6},       {1, 2, 2, 128, 128, 64, 64},
                                 {1, 4, 2, 33, 50, 16, 9},   {1, 2, 1, 197, 197, 32, 32}, {1, 1, 1, 1, 1100, 40, 33},
                                 {1, 1, 1, 140, 1030, 8, 8}, {2, 2, 2, 3, 600, 24, 24},   {1, 2, 2, 4, 0, 8, 8}};

template <typename T>
struct Trial {
  Shape z;
  SdpaMask kind;
  bool causal, transposed;  // transposed: [batch, length, heads, width] in memory, as a projection leaves it
  Numbers numbers{9};
  Guarded<T> q, k, v, mask, out;
  Guarded<uint8_t> bools;

  Trial(const Shape& shape, SdpaMask mask_kind, bool is_causal, bool is_transposed)
      : z(shape),
        kind(mask_kind),
        causal(is_causal),
        transposed(is_transposed),
        q(z.batch * z.heads * z.l * z.e, numbers),
        k(z.batch * z.kv_heads * z.s * z.e, numbers),
        v(z.batch * z.kv_heads * z.s * z.ev, numbers),
        mask(z.batch * z.l * z.s, numbers),
        out(z.batch * z.heads * z.l * z.ev),
        bools(z.batch * z.l * z.s, numbers) {
    for (int64_t i = 0; i < bools.size(); i++) bools[i] = bools[i] % 3 != 0;
    // A row that sees nothing.
    for (int64_t j = 0; j < z.s; j++) {
      bools[j] = 0;
      if (z.batch > 1) mask[j] = -std::numeric_limits<T>::infinity();
    }
  }

  std::array<int64_t, 3> strides(int64_t heads, int64_t length, int64_t width) const {
    if (transposed) return {heads * length * width, width, heads * width};
    return {heads * length * width, length * width, width};
  }

  SdpaArgs args() {
    SdpaArgs a{};
    a.dtype = dtype_of<T>();
    a.out = out.data(), a.q = q.data(), a.k = k.data(), a.v = v.data();
    a.mask = kind == SdpaMask::kNone  ? nullptr
             : kind == SdpaMask::kAdd ? static_cast<void*>(mask.data())
                                      : bools.data();
    a.mask_kind = static_cast<int64_t>(kind);
    a.causal = causal;
    a.scale = 0.3;
    a.batch = z.batch, a.heads = z.heads, a.kv_heads = z.kv_heads, a.l = z.l, a.s = z.s, a.e = z.e, a.ev = z.ev;
    const auto o = strides(z.heads, z.l, z.ev), qs = strides(z.heads, z.l, z.e), ks = strides(z.kv_heads, z.s, z.e),
               vs = strides(z.kv_heads, z.s, z.ev);
    a.out_batch = o[0], a.out_head = o[1], a.out_row = o[2];
    a.q_batch = qs[0], a.q_head = qs[1], a.q_row = qs[2], a.q_col = 1;
    a.k_batch = ks[0], a.k_head = ks[1], a.k_row = ks[2], a.k_col = 1;
    a.v_batch = vs[0], a.v_head = vs[1], a.v_row = vs[2], a.v_col = 1;
    a.mask_batch = z.l * z.s, a.mask_head = 0, a.mask_row = z.s, a.mask_col = 1;
    return a;
  }

  void check() const {
    ASSERT_TRUE(out.intact());
    const auto o = strides(z.heads, z.l, z.ev), qs = strides(z.heads, z.l, z.e), ks = strides(z.kv_heads, z.s, z.e),
               vs = strides(z.kv_heads, z.s, z.ev);
    for (int64_t at = 0; at < z.batch * z.heads * z.l; at++) {
      const int64_t b = at / (z.heads * z.l), h = at / z.l % z.heads, i = at % z.l, kv = h / (z.heads / z.kv_heads);
      std::vector<double> score(static_cast<size_t>(z.s));
      double top = -INFINITY, total = 0;
      for (int64_t j = 0; j < z.s; j++) {
        double sum = 0;
        for (int64_t p = 0; p < z.e; p++) {
          sum +=
              static_cast<double>(q[b * qs[0] + h * qs[1] + i * qs[2] + p]) * k[b * ks[0] + kv * ks[1] + j * ks[2] + p];
        }
        sum *= 0.3;
        if (kind == SdpaMask::kAdd) sum += mask[(b * z.l + i) * z.s + j];
        if (kind == SdpaMask::kBool && !bools[(b * z.l + i) * z.s + j]) sum = -INFINITY;
        if (causal && j > i) sum = -INFINITY;
        score[static_cast<size_t>(j)] = sum;
        top = std::max(top, sum);
      }
      for (double& x : score) total += x = top == -INFINITY ? 0 : std::exp(x - top);
      for (int64_t c = 0; c < z.ev; c++) {
        double expected = 0;
        for (int64_t j = 0; j < z.s && total > 0; j++) {
          expected += score[static_cast<size_t>(j)] / total * v[b * vs[0] + kv * vs[1] + j * vs[2] + c];
        }
        ASSERT_NEAR(out[b * o[0] + h * o[1] + i * o[2] + c], expected, sizeof(T) == 4 ? 3e-6 : 1e-14)
            << "l " << z.l << " s " << z.s << " batch " << b << " head " << h << " row " << i << " mask "
            << static_cast<int64_t>(kind) << " causal " << causal;
      }
    }
  }
};

template <typename T>
void check_all() {
  for (Capability capability : supported_capabilities()) {
    for (const Shape& shape : kShapes) {
      for (SdpaMask kind : {SdpaMask::kNone, SdpaMask::kAdd, SdpaMask::kBool}) {
        for (int variant = 0; variant < 4; variant++) {
          Trial<T> trial(shape, kind, variant & 1, variant & 2);
          ASSERT_EQ(run_args(capability, "sdpa", trial.args()), kOk);
          ASSERT_NO_FATAL_FAILURE(trial.check());
        }
      }
    }
  }
}

TEST(Sdpa, AttendsInFloat) { check_all<float>(); }
TEST(Sdpa, AttendsInDouble) { check_all<double>(); }

TEST(Sdpa, BroadcastsMasks) {
  for (Capability capability : supported_capabilities()) {
    // One number for all keys changes nothing; one for all queries and heads is what the full mask would be.
    Trial<float> plain({2, 2, 2, 6, 9, 8, 8}, SdpaMask::kNone, false, false), masked(plain);
    ASSERT_EQ(run_args(capability, "sdpa", plain.args()), kOk);
    const float number = 2;
    SdpaArgs a = masked.args();
    a.mask = &number, a.mask_kind = static_cast<int64_t>(SdpaMask::kAdd);
    a.mask_batch = a.mask_head = a.mask_row = a.mask_col = 0;
    ASSERT_EQ(run_args(capability, "sdpa", a), kOk);
    for (int64_t i = 0; i < plain.out.size(); i++) ASSERT_NEAR(plain.out[i], masked.out[i], 1e-6);
  }
}

TEST(Sdpa, FillsScores) {
  for (Capability capability : supported_capabilities()) {
    // -infinity where the mask is true is what the mask of who takes part says the other way round.
    Trial<float> seen({2, 2, 2, 6, 37, 8, 8}, SdpaMask::kBool, false, false), filled(seen);
    ASSERT_EQ(run_args(capability, "sdpa", seen.args()), kOk);
    for (int64_t i = 0; i < filled.bools.size(); i++) filled.bools[i] = !filled.bools[i];
    SdpaArgs a = filled.args();
    a.mask_kind = static_cast<int64_t>(SdpaMask::kFill);
    a.fill = -std::numeric_limits<double>::infinity();
    ASSERT_EQ(run_args(capability, "sdpa", a), kOk);
    for (int64_t i = 0; i < seen.out.size(); i++) ASSERT_EQ(seen.out[i], filled.out[i]);
    a.strict = 1;  // the first query sees nothing
    ASSERT_EQ(run_args(capability, "sdpa", a), kOk);
    EXPECT_TRUE(std::isnan(filled.out[0]));
    EXPECT_EQ(filled.out[8], seen.out[8]);
  }
}

TEST(Sdpa, PropagatesNan) {
  for (Capability capability : supported_capabilities()) {
    Trial<float> trial({1, 1, 1, 2, 40, 4, 3}, SdpaMask::kNone, false, false);
    trial.q[0] = std::numeric_limits<float>::quiet_NaN();
    ASSERT_EQ(run_args(capability, "sdpa", trial.args()), kOk);
    for (int64_t c = 0; c < 3; c++) {
      EXPECT_TRUE(std::isnan(trial.out[c]));
      EXPECT_FALSE(std::isnan(trial.out[3 + c]));
    }
  }
}

TEST(Sdpa, GivesTheSameBitsWithAnyNumberOfThreads) {
  for (Capability capability : supported_capabilities()) {
    for (const Shape& shape : kShapes) {
      Trial<float> one(shape, SdpaMask::kAdd, false, true), many(one);
      set_num_threads(1);
      ASSERT_EQ(run_args(capability, "sdpa", one.args()), kOk);
      set_num_threads(3);
      ASSERT_EQ(run_args(capability, "sdpa", many.args()), kOk);
      set_num_threads(2);
      ASSERT_EQ(std::memcmp(one.out.data(), many.out.data(), static_cast<size_t>(one.out.size()) * 4), 0);
    }
  }
}

TEST(Sdpa, RefusesHeadsThatDoNotDivide) {
  for (Capability capability : supported_capabilities()) {
    Trial<float> trial({1, 4, 2, 3, 3, 4, 4}, SdpaMask::kNone, false, false);
    SdpaArgs a = trial.args();
    a.kv_heads = 3;
    EXPECT_EQ(run_args(capability, "sdpa", a), kInvalidArgument);
  }
}

}  // namespace
}  // namespace sconce::testing
