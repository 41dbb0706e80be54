// Rates of the matrix products and convolutions, as shares of the multiply-add peak measured beside each of them:
// neighbours make both swing, the ratio stays.
//
//   bench_products [threads [capability 0..2 [name filter]]]
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "base/capability.h"
#include "base/registry.h"
#include "kernels/attention.h"
#include "kernels/conv.h"
#include "kernels/matmul.h"
#include "kernels/rnn.h"
#include "parallel/parallel.h"
#include "sconce/sconce.h"

using namespace sconce;

namespace {

Capability capability = Capability::AVX512;
int threads = 1;
const char* filter = "";

// Seconds; of one thread only its own time, which does not count what neighbours take.
double now() {
  timespec t;
  clock_gettime(threads == 1 ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

KernelFunction find(std::string_view name) {
  for (const Kernel& kernel : kernels(capability)) {
    if (kernel.name == name) return kernel.run;
  }
  std::abort();
}

template <typename Args>
std::function<void()> call(std::string_view name, const Args& args) {
  std::vector<int64_t> block(sizeof(Args) / 8);
  std::memcpy(block.data(), &args, sizeof(Args));
  return [run = find(name), block] {
    if (run(block.data(), static_cast<int64_t>(block.size())) != kOk) std::abort();
  };
}

void release(std::initializer_list<float*> all) {
  for (float* p : all) sc_free(reinterpret_cast<int64_t>(p));
}

// GFLOP/s of one thread that only multiplies and adds.
double peak() {
  int64_t flops = 0;
  struct {
    int64_t* flops;
    int64_t rounds;
  } args{&flops, 20000};
  static const KernelFunction run = find("fma_peak");
  const double start = now();
  if (run(reinterpret_cast<const int64_t*>(&args), 2) != kOk) std::abort();
  return static_cast<double>(flops) / (now() - start) * 1e-9;
}

// In memory as tensors have it: large ones in huge pages.
float* numbers(int64_t count) {
  float* p = reinterpret_cast<float*>(sc_alloc(count * 4));
  for (int64_t i = 0; i < count; i++) p[i] = static_cast<float>(i % 17) * 0.1f - 0.8f;
  return p;
}

bool is_wanted(const char* name) { return std::strstr(name, filter) != nullptr; }

// The best of some runs, in turn with the peak.
void report(const char* name, double flops, const std::function<void()>& run) {
  run();
  double best = 1e9, top = 0;
  const double start = now();
  int times = 1;
  for (int i = 0; i < 200 && (i < 5 || now() - start < 0.25); i++) {
    top = std::max(top, peak());
    const double begin = now();
    for (int j = 0; j < times; j++) run();
    const double time = now() - begin;
    best = std::min(best, time / times);
    if (time < 2e-4) times *= 2;
  }
  std::printf("%-44s %9.1f us %8.1f GFLOP/s  %5.1f %% of %d x %.0f\n", name, best * 1e6, flops / best * 1e-9,
              100 * flops / best * 1e-9 / (top * threads), threads, top);
}

void product(int64_t m, int64_t n, int64_t k, bool transposed, bool packed) {
  char name[80];
  std::snprintf(name, sizeof(name), "mm %ld x %ld x %ld%s%s", m, n, k, transposed ? " transposed" : "",
                packed ? " packed" : "");
  if (!is_wanted(name)) return;
  GemmArgs g{};
  g.dtype = 6;
  float *out = numbers(m * n), *a = numbers(m * k), *b = numbers(k * n);
  float* pack = numbers(k * ((n + 63) / 64 * 64));
  g.out = out, g.a = a, g.b = b;
  g.batch_outer = g.batch_inner = 1;
  g.m = m, g.n = n, g.k = k, g.out_row = n, g.a_row = k, g.a_col = 1;
  g.b_row = transposed ? 1 : n, g.b_col = transposed ? k : 1;
  g.alpha = 1;
  if (packed) {
    call("gemm_pack_b", GemmPackArgs{6, pack, b, 1, n, k, 0, g.b_row, g.b_col, 0})();
    g.b = pack;
  }
  report(name, 2.0 * static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k),
         call(packed ? "gemm_packed" : "gemm", g));
  release({out, a, b, pack});
}

// Packed weights in turn, together larger than any cache: as a network's, they come from memory in every call.
void streamed(int64_t m, int64_t n, int64_t k) {
  char name[80];
  std::snprintf(name, sizeof(name), "mm %ld x %ld x %ld packed, from memory", m, n, k);
  if (!is_wanted(name)) return;
  constexpr int64_t kBytes = int64_t{128} << 20;
  GemmArgs g{};
  g.dtype = 6;
  float *out = numbers(m * n), *a = numbers(m * k);
  g.out = out, g.a = a;
  g.batch_outer = g.batch_inner = 1;
  g.m = m, g.n = n, g.k = k, g.out_row = n, g.a_row = k, g.a_col = 1, g.b_row = 1, g.b_col = k;
  g.alpha = 1;
  std::vector<float*> weights;
  std::vector<std::function<void()>> calls;
  float* b = numbers(k * n);
  for (int64_t bytes = 0; bytes < kBytes; bytes += k * n * 4) {
    float* pack = reinterpret_cast<float*>(sc_alloc(k * n * 4));
    call("gemm_pack_b", GemmPackArgs{6, pack, b, 1, n, k, 0, g.b_row, g.b_col, 0})();
    g.b = pack;
    weights.push_back(pack);
    calls.push_back(call("gemm_packed", g));
  }
  size_t turn = 0;
  report(name, 2.0 * static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k),
         [&] { calls[turn++ % calls.size()](); });
  for (float* p : weights) release({p});
  release({out, a, b});
}

void convolution(const char* what, int64_t groups, int64_t c_in, int64_t c_out, int64_t size, int64_t kernel,
                 int64_t stride) {
  const int64_t out_size = (size + 2 * (kernel / 2) - kernel) / stride + 1;
  constexpr const char* kNames[] = {"first", "last", "first to last"};
  for (int64_t layout = 0; layout < (c_in <= 4 ? 3 : 2); layout++) {
    char name[80];
    std::snprintf(name, sizeof(name), "%s %ld->%ld %ldx%ld/%ld at %ld %s", what, c_in, c_out, kernel, kernel, stride,
                  size, kNames[layout]);
    if (!is_wanted(name)) continue;
    float *in = numbers(c_in * size * size), *out = numbers(c_out * out_size * out_size),
          *weight = numbers(c_in / groups * c_out * kernel * kernel);
    ConvArgs c{};
    c.dtype = 6, c.out = out, c.in = in, c.weight = weight, c.layout = layout;
    c.batch = 1, c.groups = groups, c.c_in = c_in, c.c_out = c_out;
    c.in_d = c.out_d = c.kernel_d = c.stride_d = c.dilation_d = c.dilation_h = c.dilation_w = 1;
    c.in_h = c.in_w = size, c.out_h = c.out_w = out_size, c.kernel_h = c.kernel_w = kernel;
    c.stride_h = c.stride_w = stride, c.padding_h = c.padding_w = kernel / 2;
    c.in_inner = layout == 1 ? c_in : size * size, c.out_inner = layout ? c_out : out_size * out_size;
    c.epilogue.activation = 1;
    int64_t packed_size = 0;
    ConvPackArgs p{&packed_size, nullptr, 0, c};
    call("conv_pack_weight", p)();
    float* packed = numbers(packed_size);
    if (packed_size > 0) {
      p.packed = packed;
      call("conv_pack_weight", p)();
      c.weight = packed, c.packed = 1;
    }
    report(name, 2.0 * static_cast<double>(out_size * out_size * c_out * (c_in / groups) * kernel * kernel),
           call("conv", c));
    release({in, out, weight, packed});
  }
}

void recurrent(int64_t hidden, int64_t batch) {
  char name[80];
  std::snprintf(name, sizeof(name), "lstm hidden %ld batch %ld, 50 steps", hidden, batch);
  if (!is_wanted(name)) return;
  constexpr int64_t kSteps = 50;
  RnnLayerArgs r{};
  const int64_t width = 4 * hidden;
  float *w = numbers(width * hidden), *packed = numbers(width * ((hidden + 63) / 64 * 64));
  float *out = numbers(kSteps * batch * hidden), *h_n = numbers(batch * hidden), *c_n = numbers(batch * hidden),
        *gates = numbers(kSteps * batch * width);
  // As a model's: of larger ones the gates saturate, and the cells' subnormal numbers would take most of the time.
  for (int64_t i = 0; i < width * hidden; i++) w[i] /= std::sqrt(static_cast<float>(hidden));
  call("rnn_pack", RnnPackArgs{6, 0, packed, w, hidden})();
  r.dtype = 6;
  r.out = out, r.h_n = h_n, r.c_n = c_n, r.gates = gates;
  r.w_hh = packed, r.packed = 1;
  r.steps = kSteps, r.batch = batch, r.hidden = hidden;
  r.gates_step = batch * width, r.gates_batch = width, r.out_step = batch * hidden, r.out_batch = hidden;
  report(name, 2.0 * static_cast<double>(kSteps * batch * width * hidden), call("rnn_layer", r));
  release({w, packed, out, h_n, c_n, gates});
}

void attention(int64_t heads, int64_t length, int64_t width) {
  char name[80];
  std::snprintf(name, sizeof(name), "sdpa %ld heads, length %ld, width %ld", heads, length, width);
  if (!is_wanted(name)) return;
  SdpaArgs s{};
  const int64_t count = heads * length * width;
  float *out = numbers(count), *q = numbers(count), *k = numbers(count), *v = numbers(count);
  s.dtype = 6;
  s.out = out, s.q = q, s.k = k, s.v = v;
  s.scale = 0.125;
  s.batch = 1, s.heads = s.kv_heads = heads, s.l = s.s = length, s.e = s.ev = width;
  s.out_head = s.q_head = s.k_head = s.v_head = width;
  s.out_row = s.q_row = s.k_row = s.v_row = heads * width;
  s.q_col = s.k_col = s.v_col = 1;
  report(name, 4.0 * static_cast<double>(count * length), call("sdpa", s));
  release({out, q, k, v});
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1) threads = std::atoi(argv[1]);
  if (argc > 2) capability = static_cast<Capability>(std::atoi(argv[2]));
  if (argc > 3) filter = argv[3];
  while (!is_supported(capability)) capability = static_cast<Capability>(static_cast<int>(capability) - 1);
  set_num_threads(threads);
  for (int64_t n : {4, 8, 32, 64, 128, 256, 512, 1024, 2048}) product(n, n, n, false, false);
  for (int64_t n : {256, 1024}) product(n, n, n, true, false);
  product(1, 1024, 1024, false, false);
  product(1, 1000, 512, true, false);
  product(1, 1000, 512, true, true);
  product(128, 768, 768, true, false);
  product(128, 768, 768, true, true);
  product(128, 3072, 768, true, true);
  product(128, 768, 3072, true, true);
  for (int64_t m : {1, 8, 32, 128, 197}) {
    streamed(m, 3072, 768);
    streamed(m, 768, 3072);
  }
  convolution("conv", 1, 3, 64, 224, 7, 2);
  convolution("conv", 1, 3, 32, 224, 3, 2);
  convolution("conv", 1, 3, 16, 224, 3, 2);
  convolution("conv", 1, 16, 96, 112, 1, 1);
  convolution("conv", 1, 64, 384, 14, 1, 1);
  convolution("conv", 1, 384, 64, 14, 1, 1);
  convolution("conv", 1, 64, 64, 56, 1, 1);
  convolution("conv", 1, 64, 64, 56, 3, 1);
  convolution("conv", 1, 64, 256, 56, 1, 1);
  convolution("conv", 1, 128, 128, 56, 3, 2);
  convolution("conv", 1, 128, 128, 28, 3, 1);
  convolution("conv", 1, 256, 256, 14, 3, 1);
  convolution("conv", 1, 512, 512, 7, 3, 1);
  convolution("conv", 1, 2048, 512, 7, 1, 1);
  convolution("conv", 1, 96, 24, 56, 1, 1);
  convolution("conv", 1, 116, 116, 14, 1, 1);
  convolution("conv", 1, 232, 232, 7, 1, 1);
  convolution("conv", 1, 464, 1024, 7, 1, 1);
  convolution("conv", 1, 128, 128, 14, 1, 1);
  convolution("depthwise", 96, 96, 96, 112, 3, 2);
  convolution("depthwise", 144, 144, 144, 56, 3, 1);
  convolution("depthwise", 960, 960, 960, 7, 3, 1);
  convolution("depthwise", 96, 96, 96, 56, 7, 1);
  convolution("grouped", 32, 128, 128, 14, 3, 1);
  convolution("grouped", 32, 128, 128, 56, 3, 1);
  convolution("grouped", 32, 256, 256, 56, 3, 2);
  convolution("grouped", 32, 256, 256, 28, 3, 1);
  convolution("grouped", 32, 512, 512, 14, 3, 1);
  convolution("grouped", 32, 1024, 1024, 7, 3, 1);
  convolution("grouped", 9, 216, 216, 14, 3, 1);
  recurrent(128, 1);
  recurrent(256, 1);
  recurrent(256, 8);
  attention(12, 128, 64);
  attention(12, 197, 64);
  attention(8, 1024, 64);
}
