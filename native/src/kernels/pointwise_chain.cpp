#include "kernels/pointwise_chain.h"

#include <algorithm>
#include <vector>

#include "base/kernel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

// Room for the registers and the tiles of the operands: half of a first-level cache of 32 kB, as the smallest are.
constexpr int64_t kTileBytes = 16 * 1024;
constexpr int64_t kMinTile = 128, kMaxTile = 1024;
// Elements between registers, beside the tile, so that they do not all begin at the same place of a cache's sets.
constexpr int64_t kRegisterGap = 16;
constexpr int64_t kMaxStepOperands = 4;
constexpr int64_t kMaxStepScalars = 4;

constexpr bool is_taken(int64_t dtype) { return is_integral(dtype) || dtype == kFloat || dtype == kDouble; }

PointwiseStep find_step(std::string_view kernel, int64_t input, int64_t output) {
  if (!is_taken(input) || !is_taken(output)) return {};
  if (kernel == "copy") return {loop_of_copy(input, output), 2, 0};
  if (kernel == "where" && input == output) return {loop_of_where(input), 4, 0};
  for (const PointwiseKernel* listed : pointwise_kernels(Capability::SCONCE_CPU_CAPABILITY)) {
    if (kernel != listed->name) continue;
    for (const PointwiseLoop& loop : listed->loops)
      if (loop.input == input && loop.output == output) return {loop.loop, 1 + listed->ninputs, listed->nscalars};
  }
  return {};
}

const PointwiseStepRegistration registration(Capability::SCONCE_CPU_CAPABILITY, find_step);

// The steps of kernels by number, each looked up once: finding one by name takes longer than a small tile.
const PointwiseStep& step_of(int64_t kernel, int64_t input, int64_t output) {
  constexpr int64_t kDtypes = 16;
  static const std::vector<PointwiseStep>& table = []() -> const std::vector<PointwiseStep>& {
    const auto all = kernels(Capability::SCONCE_CPU_CAPABILITY);
    auto& steps = *new std::vector<PointwiseStep>(all.size() * kDtypes * kDtypes);
    for (size_t k = 0; k < all.size(); k++) {
      const std::string_view name = all[k].name;
      const auto enter = [&](int64_t i, int64_t o) {
        steps[(k * kDtypes + static_cast<size_t>(i)) * kDtypes + static_cast<size_t>(o)] = find_step(name, i, o);
      };
      if (name == "copy" || name == "where") {
        for (int64_t i = 0; i < kDtypes; i++)
          for (int64_t o = 0; o < kDtypes; o++) enter(i, o);
      }
      // Only the pairs that are listed: to try all takes milliseconds, and a net's first replay waits for them.
      for (const PointwiseKernel* listed : pointwise_kernels(Capability::SCONCE_CPU_CAPABILITY))
        if (name == listed->name)
          for (const PointwiseLoop& loop : listed->loops) enter(loop.input, loop.output);
    }
    return steps;
  }();
  static const PointwiseStep none{};
  const bool known = kernel >= 0 && input >= 0 && input < kDtypes && output >= 0 && output < kDtypes;
  const size_t at = static_cast<size_t>((kernel * kDtypes + input) * kDtypes + output);
  return known && at < table.size() ? table[at] : none;
}

struct Step {
  Loop loop;
  int64_t noperands;
  const int64_t* places;
  const Scalar* scalars;
};

struct Program {
  int64_t noperands;
  int64_t nregisters;
  int64_t nsteps;
  int64_t tile;            // elements
  int64_t register_bytes;  // from one register to the next
  int64_t sizes[kMaxIterOperands];
  Step steps[kMaxChainSteps];
};

// A Loop, whose scalars are the program.
Status run_program(char* const* operands, int64_t n, const Scalar* scalars) {
  const Program& program = *reinterpret_cast<const Program*>(scalars);
  alignas(64) char registers[kTileBytes + kMaxChainRegisters * kRegisterGap * 8];
  char* at[kMaxIterOperands];
  std::copy_n(operands, program.noperands, at);
  for (int64_t begin = 0; begin < n; begin += program.tile) {
    const int64_t count = std::min(program.tile, n - begin);
    for (int64_t s = 0; s < program.nsteps; s++) {
      const Step& step = program.steps[s];
      char* places[kMaxStepOperands];
      for (int64_t k = 0; k < step.noperands; k++) {
        const int64_t place = step.places[k];
        places[k] = place >= 0 ? at[place] : registers + ~place * program.register_bytes;
      }
      const Status status = step.loop(places, count, step.scalars);
      if (status != kOk) return status;
    }
    for (int64_t k = 0; k < program.noperands; k++) at[k] += count * program.sizes[k];
  }
  return kOk;
}

// Reads the words behind the head.
Status decode(const PointwiseChainArgs& args, int64_t words, Iter& iter, Program& program) {
  constexpr int64_t kHead = sizeof(PointwiseChainArgs) / 8;
  if (args.ndim < 0 || args.ndim > kMaxIterDims) return fail(kInvalidArgument, 0, args.ndim);
  if (args.noperands < 1 || args.noperands > kMaxIterOperands) return fail(kInvalidArgument, 1, args.noperands);
  if (args.noutputs < 1 || args.noutputs > args.noperands) return fail(kInvalidArgument, 2, args.noutputs);
  if (args.nregisters < 0 || args.nregisters > kMaxChainRegisters) return fail(kInvalidArgument, 3, args.nregisters);
  if (args.nsteps < 1 || args.nsteps > kMaxChainSteps) return fail(kInvalidArgument, 4, args.nsteps);
  const int64_t* const begin = reinterpret_cast<const int64_t*>(&args);
  const int64_t* const end = begin + words;
  const int64_t* next = begin + kHead;
  const auto left = [&](int64_t wanted) { return end - next >= wanted; };
  if (!left(args.ndim + args.noperands * (2 + args.ndim))) return fail(kTooFewWords, words, kHead);

  iter.ndim = args.ndim;
  iter.noperands = program.noperands = args.noperands;
  iter.shape = next;
  iter.numel = 1;
  for (int64_t d = 0; d < iter.ndim; d++, next++) {
    if (*next < 0) return fail(kInvalidArgument, next - begin, *next);
    iter.numel *= *next;
  }
  int64_t widest = 1;
  for (int64_t k = 0; k < iter.noperands; k++) {
    const int64_t dtype = next[1];
    if (!is_taken(dtype)) return fail(kUnsupportedDtype, dtype);
    iter.operands[k] = {reinterpret_cast<char*>(next[0]), next + 2, dtype, dtype};
    program.sizes[k] = element_size(dtype);
    widest = std::max(widest, program.sizes[k]);
    next += 2 + iter.ndim;
  }
  program.nregisters = args.nregisters;
  program.nsteps = args.nsteps;
  for (int64_t s = 0; s < args.nsteps; s++) {
    if (!left(5)) return fail(kTooFewWords, words, next - begin + 5);
    const int64_t noperands = next[3], nscalars = next[4];
    const PointwiseStep& step = step_of(next[0], next[1], next[2]);
    if (step.loop == nullptr) return fail(kUnsupportedDtype, next[1]);
    if (noperands != step.noperands || noperands > kMaxStepOperands) return fail(kInvalidArgument, 1, noperands);
    if (nscalars != step.nscalars || nscalars > kMaxStepScalars) return fail(kInvalidArgument, 4, nscalars);
    widest = std::max({widest, element_size(next[1]), element_size(next[2])});
    next += 5;
    if (!left(noperands + 2 * nscalars)) return fail(kTooFewWords, words, next - begin + noperands + 2 * nscalars);
    for (int64_t k = 0; k < noperands; k++)
      if (next[k] >= args.noperands || next[k] < -args.nregisters || (k == 0 && next[k] >= args.noutputs))
        return fail(kInvalidArgument, next + k - begin, next[k]);
    program.steps[s] = {step.loop, noperands, next, reinterpret_cast<const Scalar*>(next + noperands)};
    next += noperands + 2 * nscalars;
  }
  const int64_t fits = kTileBytes / (widest * (args.nregisters + args.noperands));
  program.tile = std::clamp(fits / kMinTile * kMinTile, kMinTile, kMaxTile);
  program.register_bytes = (program.tile + kRegisterGap) * widest;
  iter.scalars = reinterpret_cast<const Scalar*>(&program);
  iter.nscalars = 0;
  return kOk;
}

}  // namespace

SC_KERNEL(pointwise_chain, PointwiseChainArgs) {
  Iter iter;
  Program program;
  const Status status = decode(args, words, iter, program);
  if (status != kOk) return status;
  // The work of an element grows with the steps, but the first few cost no more than their memory.
  return run_loop(iter, args.noutputs, run_program, kIterGrain / std::clamp<int64_t>(args.nsteps / 2, 1, 4));
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
