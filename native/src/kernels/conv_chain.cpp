#include "kernels/conv_chain.h"

#include "gemm/conv_chain.h"
#include "gemm/conv_check.h"
#include "kernels/arguments.h"
#include "kernels/dtype.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

template <typename T>
Status run(const ConvChainArgs& args, const ConvArgs* links) {
  const auto refuse = [&args](const int64_t& word) {
    return fail(kInvalidArgument, &word - reinterpret_cast<const int64_t*>(&args), word);
  };
  int64_t depthwise = -1;
  for (int64_t i = 0; i < args.nlinks; i++) {
    const ConvArgs& c = links[i];
    if (const Status status = check_conv<T, T>(c)) return status;
    if (c.dtype != links[0].dtype) return refuse(c.dtype);
    if (c.layout != static_cast<int64_t>(ConvLayout::kChannelsLast)) return refuse(c.layout);
    if (!c.packed) return refuse(c.packed);
    if (ConvChain<T>::is_product(c)) continue;
    if (!DepthwiseRows<T>::takes(c) || depthwise >= 0) return refuse(c.groups);
    depthwise = i;
  }
  if (depthwise < 0 || (args.nlinks == 3 && depthwise != 1)) return refuse(args.nlinks);
  for (int64_t i = 1; i < args.nlinks; i++) {
    const ConvArgs &from = links[i - 1], &to = links[i];
    if (to.batch != from.batch) return refuse(to.batch);
    if (to.c_in != from.c_out) return refuse(to.c_in);
    if (to.in_h != from.out_h) return refuse(to.in_h);
    if (to.in_w != from.out_w) return refuse(to.in_w);
  }
  const ConvArgs& last = links[args.nlinks - 1];
  if (last.batch * last.c_out * last.out_h * last.out_w == 0) return kOk;
  ConvChain<T>(depthwise > 0 ? links : nullptr, links[depthwise], depthwise + 1 < args.nlinks ? &last : nullptr).run();
  return kOk;
}

}  // namespace

SC_KERNEL(conv_chain, ConvChainArgs) {
  if (args.nlinks < 2 || args.nlinks > 3) return bad_argument(args, args.nlinks);
  constexpr int64_t kWords = sizeof(ConvArgs) / 8;
  if (const Status status = check_tail(args, words, args.nlinks * kWords)) return status;
  const ConvArgs* links = reinterpret_cast<const ConvArgs*>(tail_of(args));
  if (links[0].dtype == kFloat) return run<float>(args, links);
  if (links[0].dtype == kDouble) return run<double>(args, links);
  return fail(kUnsupportedDtype, links[0].dtype);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
