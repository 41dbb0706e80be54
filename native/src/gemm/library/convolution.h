// A convolution cut into pieces that a library computes one at a time.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "base/kernel.h"
#include "base/temporary.h"
#include "gemm/library/library.h"
#include "kernels/conv.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// The pieces of one image: channels last, lines of positions, which all read one weight; channels first, blocks of
// output channels, each with its part of the weight. They depend on the shape alone, and so do the bits of the result.
class LibraryPieces {
 public:
  struct Piece {
    std::shared_ptr<const PreparedConvolution> convolution;
    int64_t in, out, weight;  // elements to its first one of each
    int64_t first, count;     // positions (channels last) or output channels
    int64_t packed;           // bytes to its packed weight
  };

  LibraryPieces(const GemmLibrary& library, const ConvArgs& c) : library_(library) {
    whole_ = {c.layout == static_cast<int64_t>(ConvLayout::kChannelsLast),
              3,
              c.groups,
              c.c_in,
              c.c_out,
              {c.in_d, c.in_h, c.in_w},
              {c.out_d, c.out_h, c.out_w},
              {c.kernel_d, c.kernel_h, c.kernel_w},
              {c.stride_d, c.stride_h, c.stride_w},
              {c.padding_d, c.padding_h, c.padding_w},
              {},
              {c.dilation_d, c.dilation_h, c.dilation_w},
              c.in_inner,
              c.out_inner};
    for (int d = 0; d < 3; d++) {
      // Positions behind the last that is read do not matter.
      whole_.padding_end[d] = std::max<int64_t>(0, end_of(d, whole_.out[d]) - whole_.in[d]);
    }
    while (whole_.dims > 1 && is_absent(3 - whole_.dims)) whole_.dims--;
    possible_ = whole_.channels_last ? cut_positions() : cut_channels();
  }

  // Whether the library does all of them.
  bool possible() const { return possible_; }
  const std::vector<Piece>& pieces() const { return pieces_; }
  int64_t packed_bytes() const { return packed_bytes_; }

  void pack(const float* weight, std::byte* packed) const {
    for (size_t i = 0; i < pieces_.size(); i++) {
      if (i > 0 && pieces_[i].packed == pieces_[i - 1].packed) continue;
      pieces_[i].convolution->pack_weight(weight + pieces_[i].weight, packed + pieces_[i].packed);
    }
  }

 private:
  // Of one piece, about: enough to hide what a call costs.
  static constexpr int64_t kPositions = 512;
  static constexpr int64_t kChannels = 64;

  bool is_absent(int64_t d) const {
    return whole_.in[d] == 1 && whole_.out[d] == 1 && whole_.kernel[d] == 1 && whole_.padding[d] == 0;
  }

  // One behind the last input position that output positions ..out read, padding included.
  int64_t end_of(int64_t d, int64_t out) const {
    return (out - 1) * whole_.stride[d] - whole_.padding[d] + (whole_.kernel[d] - 1) * whole_.dilation[d] + 1;
  }

  bool add(const LibraryConvolution& shape, Piece piece, bool same_weight) {
    piece.convolution = library_.prepare(shape);
    if (piece.convolution == nullptr) return false;
    if (same_weight && !pieces_.empty()) {
      if (!piece.convolution->reads_weight_of(*pieces_.front().convolution)) return false;
      piece.packed = 0;
    } else {
      piece.packed = packed_bytes_;
      packed_bytes_ += (piece.convolution->weight_bytes() + 63) / 64 * 64;
    }
    pieces_.push_back(std::move(piece));
    return true;
  }

  bool cut_positions() {
    const int64_t d = 3 - whole_.dims;  // the outermost dimension
    int64_t in_line = 1, out_line = 1;
    for (int64_t q = d + 1; q < 3; q++) in_line *= whole_.in[q], out_line *= whole_.out[q];
    const int64_t lines = std::max<int64_t>(1, kPositions / out_line);
    for (int64_t line = 0; line < whole_.out[d]; line += lines) {
      LibraryConvolution shape = whole_;
      const int64_t count = std::min(lines, whole_.out[d] - line);
      const int64_t from = line * whole_.stride[d] - whole_.padding[d], to = end_of(d, line + count);
      const int64_t begin = std::max<int64_t>(from, 0), end = std::min(to, whole_.in[d]);
      if (end <= begin) return false;  // it reads nothing but padding
      shape.out[d] = count;
      shape.in[d] = end - begin;
      shape.padding[d] = begin - from;
      shape.padding_end[d] = to - end;
      if (!add(shape,
               {nullptr, begin * in_line * whole_.in_inner, line * out_line * whole_.out_inner, 0, line * out_line,
                count * out_line, 0},
               true))
        return false;
    }
    return true;
  }

  bool cut_channels() {
    if (whole_.groups > 1) return false;  // our own are for these
    const int64_t taps = whole_.kernel[0] * whole_.kernel[1] * whole_.kernel[2];
    for (int64_t channel = 0; channel < whole_.c_out; channel += kChannels) {
      LibraryConvolution shape = whole_;
      shape.c_out = std::min(kChannels, whole_.c_out - channel);
      if (!add(shape, {nullptr, 0, channel * whole_.out_inner, channel * whole_.c_in * taps, channel, shape.c_out, 0},
               false))
        return false;
    }
    return true;
  }

  const GemmLibrary& library_;
  LibraryConvolution whole_;
  std::vector<Piece> pieces_;
  int64_t packed_bytes_ = 0;
  bool possible_;
};

// Computes all images; finish(image, piece) does the rest to what a piece has written. False when the library cannot.
template <typename F>
bool convolve_by_library(const GemmLibrary& library, const ConvArgs& c, F finish) {
  const LibraryPieces cut(library, c);
  if (!cut.possible()) return false;
  const Temporary<std::byte> packed(cut.packed_bytes());
  cut.pack(static_cast<const float*>(c.weight), packed.data());
  const int64_t count = static_cast<int64_t>(cut.pieces().size());
  parallel_for(0, c.batch * count, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      give_way();
      const int64_t image = i / count;
      const LibraryPieces::Piece& piece = cut.pieces()[static_cast<size_t>(i % count)];
      piece.convolution->run(static_cast<const float*>(c.in) + image * c.in_image + piece.in,
                             packed.data() + piece.packed,
                             static_cast<float*>(c.out) + image * c.out_image + piece.out);
      finish(image, piece);
    }
  });
  return true;
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
