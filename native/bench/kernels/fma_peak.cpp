// fma_peak: multiply-adds of one thread and nothing else, which no computation in float32 can outrun.
#include "base/kernel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

struct FmaPeakArgs {
  int64_t* flops;  // out: the additions and multiplications that were done
  int64_t rounds;  // at least 1
};

// Written in assembly, so that every sum stays in a register. There are more sums than two units have multiply-adds in
// flight (2 units x 4 to 5 cycles), so that none waits for the one before it. They tend to y / (1 - x) = 1: neither
// denormal nor infinite.
SC_KERNEL(fma_peak, FmaPeakArgs) {
  if (args.rounds < 1) return fail(kInvalidArgument, 1, args.rounds);
  const float x = 0.999f, y = 0.001f;
  int64_t rounds = args.rounds;
#if defined(SCONCE_CPU_CAPABILITY_AVX512)
  constexpr int64_t kSums = 24, kLanes = 16;
  asm volatile(
      "vbroadcastss %[x], %%zmm24\n\t"
      "vbroadcastss %[y], %%zmm25\n\t"
      ".irp sum,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23\n\t"
      "vmovaps %%zmm25, %%zmm\\sum\n\t"
      ".endr\n"
      ".balign 64\n"
      "1:\n\t"
      ".irp sum,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23\n\t"
      "vfmadd213ps %%zmm25, %%zmm24, %%zmm\\sum\n\t"
      ".endr\n\t"
      "dec %[rounds]\n\t"
      "jnz 1b\n\t"
      "vzeroupper"
      : [rounds] "+r"(rounds)
      : [x] "m"(x), [y] "m"(y)
      : "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",
        "xmm13", "xmm14", "xmm15", "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm24",
        "xmm25");
#elif defined(SCONCE_CPU_CAPABILITY_AVX2)
  constexpr int64_t kSums = 12, kLanes = 8;
  asm volatile(
      "vbroadcastss %[x], %%ymm12\n\t"
      "vbroadcastss %[y], %%ymm13\n\t"
      ".irp sum,0,1,2,3,4,5,6,7,8,9,10,11\n\t"
      "vmovaps %%ymm13, %%ymm\\sum\n\t"
      ".endr\n"
      ".balign 64\n"
      "1:\n\t"
      ".irp sum,0,1,2,3,4,5,6,7,8,9,10,11\n\t"
      "vfmadd213ps %%ymm13, %%ymm12, %%ymm\\sum\n\t"
      ".endr\n\t"
      "dec %[rounds]\n\t"
      "jnz 1b\n\t"
      "vzeroupper"
      : [rounds] "+r"(rounds)
      : [x] "m"(x), [y] "m"(y)
      : "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",
        "xmm13");
#else  // no fused operation: a multiplication, then an addition
  constexpr int64_t kSums = 14, kLanes = 4;
  asm volatile(
      "movss %[x], %%xmm14\n\t"
      "shufps $0, %%xmm14, %%xmm14\n\t"
      "movss %[y], %%xmm15\n\t"
      "shufps $0, %%xmm15, %%xmm15\n\t"
      ".irp sum,0,1,2,3,4,5,6,7,8,9,10,11,12,13\n\t"
      "movaps %%xmm15, %%xmm\\sum\n\t"
      ".endr\n"
      ".balign 64\n"
      "1:\n\t"
      ".irp sum,0,1,2,3,4,5,6,7,8,9,10,11,12,13\n\t"
      "mulps %%xmm14, %%xmm\\sum\n\t"
      ".endr\n\t"
      ".irp sum,0,1,2,3,4,5,6,7,8,9,10,11,12,13\n\t"
      "addps %%xmm15, %%xmm\\sum\n\t"
      ".endr\n\t"
      "dec %[rounds]\n\t"
      "jnz 1b"
      : [rounds] "+r"(rounds)
      : [x] "m"(x), [y] "m"(y)
      : "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",
        "xmm13", "xmm14", "xmm15");
#endif
  *args.flops = 2 * kSums * kLanes * args.rounds;
  return kOk;
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
