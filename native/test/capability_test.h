// Tests that are compiled once per CPU capability.
//
//     namespace sconce::inline SCONCE_CPU_CAPABILITY {
//     CAPABILITY_TEST(Vec, AddsLanes) { … }
//     }
//
// makes the tests Vec_DEFAULT.AddsLanes, Vec_AVX2.AddsLanes and Vec_AVX512.AddsLanes; those that this machine cannot
// run are skipped.
#pragma once

#include <gtest/gtest.h>

#include "base/capability.h"

#define SC_TEST_SUITE_(suite, capability) suite##_##capability
#define SC_TEST_SUITE(suite, capability) SC_TEST_SUITE_(suite, capability)
#define SC_TEST_(suite, name) TEST(suite, name)

#define CAPABILITY_TEST(suite, name)                                                        \
  struct suite##_##name##_Body {                                                            \
    static void run();                                                                      \
  };                                                                                        \
  SC_TEST_(SC_TEST_SUITE(suite, SCONCE_CPU_CAPABILITY), name) {                             \
    if (!::sconce::is_supported(::sconce::Capability::SCONCE_CPU_CAPABILITY)) GTEST_SKIP(); \
    suite##_##name##_Body::run();                                                           \
  }                                                                                         \
  void suite##_##name##_Body::run()
