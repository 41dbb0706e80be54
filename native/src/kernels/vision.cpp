#include "kernels/vision.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <new>

#include "kernels/arguments.h"
#include "kernels/block.h"
#include "kernels/read_once.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

/// Boxes by falling score, coordinate by coordinate.
template <class T>
struct SortedBoxes {
  const T *x1, *y1, *x2, *y2, *area;
};

/// Marks the boxes after number i that overlap it too much.
template <class T>
void suppress(const SortedBoxes<T>& b, int64_t i, int64_t n, double threshold, uint8_t* suppressed) {
  for (int64_t j = i + 1; j < n; j++) {
    const T width = std::max(T(0), std::min(b.x2[i], b.x2[j]) - std::max(b.x1[i], b.x1[j]));
    const T height = std::max(T(0), std::min(b.y2[i], b.y2[j]) - std::max(b.y1[i], b.y1[j]));
    const T overlap = width * height;
    const T share = overlap / (b.area[i] + b.area[j] - overlap);
    suppressed[j] |= static_cast<double>(share) > threshold;
  }
}

template <class T>
Status nms(const NmsArgs& args) {
  const int64_t n = args.n;
  const std::unique_ptr<T[]> memory(new (std::nothrow) T[static_cast<size_t>(5 * n)]);
  const std::unique_ptr<uint8_t[]> suppressed(new (std::nothrow) uint8_t[static_cast<size_t>(n)]());
  if (!memory || !suppressed) return fail(kOutOfMemory, 5 * n * static_cast<int64_t>(sizeof(T)) + n);
  T* sorted = memory.get();
  for (int64_t i = 0; i < n; i++) {
    const int64_t place = read_once(args.order + i);
    if (place < 0 || place >= n) return fail(kIndexOutOfRange, place, n);
    const T* box = static_cast<const T*>(args.boxes) + 4 * place;
    for (int64_t k = 0; k < 4; k++) sorted[k * n + i] = box[k];
    sorted[4 * n + i] = (box[2] - box[0]) * (box[3] - box[1]);
  }
  const SortedBoxes<T> boxes{sorted, sorted + n, sorted + 2 * n, sorted + 3 * n, sorted + 4 * n};
  int64_t found = 0;
  for (int64_t i = 0; i < n; i++) {
    if (suppressed[static_cast<size_t>(i)]) continue;
    args.keep[found++] = args.order[i];
    suppress(boxes, i, n, args.threshold, suppressed.get());
  }
  *args.found = found;
  return kOk;
}

/// The value of a plane between its elements; 0 further than one outside.
template <class T>
T bilinear(const T* plane, const int64_t* size, T y, T x) {
  const T height = static_cast<T>(size[0]), width = static_cast<T>(size[1]);
  if (!(y >= -1 && y <= height && x >= -1 && x <= width)) return 0;
  y = std::clamp(y, T(0), height - 1);
  x = std::clamp(x, T(0), width - 1);
  const int64_t top = static_cast<int64_t>(y), left = static_cast<int64_t>(x);
  const int64_t bottom = std::min(top + 1, size[0] - 1), right = std::min(left + 1, size[1] - 1);
  const T down = y - static_cast<T>(top), across = x - static_cast<T>(left);
  return (1 - down) * ((1 - across) * plane[top * size[1] + left] + across * plane[top * size[1] + right]) +
         down * ((1 - across) * plane[bottom * size[1] + left] + across * plane[bottom * size[1] + right]);
}

template <class T>
void align_roi(const RoiAlignArgs& args, const T* roi, const T* image, T* out) {
  const T scale = static_cast<T>(args.spatial_scale), offset = args.aligned ? T(0.5) : T(0);
  const T start[2] = {roi[2] * scale - offset, roi[1] * scale - offset};
  T bin[2];
  int64_t samples[2];
  for (int d = 0; d < 2; d++) {
    T extent = roi[d == 0 ? 4 : 3] * scale - offset - start[d];
    if (!args.aligned) extent = std::max(extent, T(1));
    bin[d] = extent / static_cast<T>(args.out_size[d]);
    samples[d] = args.sampling_ratio > 0 ? args.sampling_ratio : static_cast<int64_t>(std::ceil(bin[d]));
  }
  const T count = static_cast<T>(std::max<int64_t>(samples[0] * samples[1], 1));
  const int64_t plane = args.in_size[0] * args.in_size[1];
  for (int64_t c = 0; c < args.channels; c++) {
    for (int64_t i = 0; i < args.out_size[0] * args.out_size[1]; i++) {
      const T first[2] = {start[0] + static_cast<T>(i / args.out_size[1]) * bin[0],
                          start[1] + static_cast<T>(i % args.out_size[1]) * bin[1]};
      T sum = 0;
      for (int64_t sy = 0; sy < samples[0]; sy++) {
        const T y = first[0] + (static_cast<T>(sy) + T(0.5)) * bin[0] / static_cast<T>(samples[0]);
        for (int64_t sx = 0; sx < samples[1]; sx++) {
          const T x = first[1] + (static_cast<T>(sx) + T(0.5)) * bin[1] / static_cast<T>(samples[1]);
          sum += bilinear(image + c * plane, args.in_size, y, x);
        }
      }
      *out++ = sum / count;
    }
  }
}

}  // namespace

SC_KERNEL(nms, NmsArgs) {
  return with_float_or_double(args.dtype, [&]<class T>() { return nms<T>(args); });
}

SC_KERNEL(roi_align, RoiAlignArgs) {
  for (const int64_t& size : args.in_size) {
    if (size < 1) return bad_argument(args, size);
  }
  return with_float_or_double(args.dtype, [&]<class T>() {
    const T* rois = static_cast<const T*>(args.rois);
    BadIndex bad;
    const int64_t in_image = args.channels * args.in_size[0] * args.in_size[1];
    const int64_t out_image = args.channels * args.out_size[0] * args.out_size[1];
    parallel_for(0, args.n_rois, 1, [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end && !bad.found(); r++) {
        const T number = read_once(rois + 5 * r);
        if (!(number >= 0 && number < static_cast<T>(args.batch))) {
          bad.note(number >= 0 ? args.batch : -1, args.batch);
          return;
        }
        const T* image = static_cast<const T*>(args.in) + static_cast<int64_t>(number) * in_image;
        align_roi(args, rois + 5 * r, image, static_cast<T*>(args.out) + r * out_image);
      }
    });
    return bad.status();
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
