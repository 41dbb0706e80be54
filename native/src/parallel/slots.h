// Compute slots: the right to compute, of which the process has as many as threads may compute at once.
//
// Whoever computes holds one: a Java thread while it runs operators or calls a kernel, a pool thread while it computes
// a range. A kernel's caller claims free slots for the pool threads that help it. So the threads that compute never
// exceed the capacity, however many threads call.
#pragma once

namespace sconce {

// The intra-op setting, or the minimum, whichever is more.
int slot_capacity();

// Slots that nobody has, not even an idle worker: negative for a while after the capacity has shrunk.
int free_slots();
bool take_free_slot();

// Takes a free slot, or an idle worker's. Never waits.
bool try_acquire_slot();

// As try_acquire_slot, where one has been free for some microseconds.
bool try_acquire_idle_slot();

void release_slot();

// How many wait for a slot, outside this library. While there are, kernels claim no slots for helpers, and a helper
// gives its slot back after the piece that it computes.
void add_slot_waiters(int change);
bool slots_are_awaited();

// Whether one of them has waited for so long that a thread in the middle of a kernel is to give its slot away.
void ask_for_way(bool asked);
// How a thread does so: it hands the slot over and waits for another, outside this library too. Null: it does not.
using GiveWay = void (*)();
void set_give_way(GiveWay function);

// How many slots there are at least, for callers side by side: the CPUs until set. Values below 1 are ignored.
void set_minimum_slots(int minimum);

namespace detail {

// The intra-op setting has changed.
void update_capacity();

// Helpers that can have slots: each loop needs one for its caller.
int useful_workers();

bool way_is_asked_for();
// By a thread that computes: gives its slot away and returns with one.
void ask_to_give_way();

// Counts the calling thread as computing, where somebody measures that (sc_reset_computing_peak): whether it did.
bool begin_computing();
void end_computing();

}  // namespace detail

}  // namespace sconce
