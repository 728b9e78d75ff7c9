#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"

namespace lakeport {

struct ParallelOptions {
  int threads = 4;         // started as they are needed; at least 1
  int in_flight = 0;       // items taken and not yet consumed, at most; 0: four a thread
  bool ordered = false;    // outcomes come in the order of their items; else as they are ready
  std::stop_token stop{};  // ends the run early with Cancelled
};

// Threads that run tasks, for RunParallel. For one thread.
class TaskThreads {
 public:
  explicit TaskThreads(const ParallelOptions& options);
  ~TaskThreads();  // asks tasks under way to stop, drops those that wait, joins

  void Submit(uint64_t ticket, std::function<void(std::stop_token)> task);
  // Waits for any submitted task to be done, and returns its ticket. Cancelled when a stop was asked for.
  Result<uint64_t> WaitForAny();

 private:
  struct Task {
    uint64_t ticket;
    std::function<void(std::stop_token)> run;
  };
  void StartThread();
  void Work();

  const size_t max_threads_;
  std::stop_source stop_;
  std::stop_callback<std::function<void()>> outer_stop_;
  std::mutex mutex_;
  std::condition_variable_any task_added_;
  std::condition_variable_any task_done_;
  std::deque<Task> waiting_;
  std::deque<uint64_t> done_;
  size_t unfinished_ = 0;
  std::vector<std::thread> threads_;
};

namespace internal {
template <typename R>
using ValueOf = std::decay_t<decltype(std::declval<R>().value())>;

template <typename Item, typename Outcome>
struct ParallelSlot {
  Item item;
  std::optional<Outcome> outcome{};
  bool done = false;
};
}  // namespace internal

// Takes items from `next` until it returns nullopt, calls `work` for each on one of several threads, and hands each
// item with its outcome to `consume`:
//   next:    () -> Result<std::optional<Item>>             called on the calling thread
//   work:    (const Item&, std::stop_token) -> Outcome     called on any thread, several at once
//   consume: (Item, Outcome) -> Status                     called on the calling thread
// What `work` returns is no business of this function: `consume` may record a failed Result and go on, or return its
// error, which ends the run. The first error of `next` or `consume` is returned, after the work under way has been
// asked to stop and has come back. Memory is bounded by `in_flight` items.
template <typename Next, typename Work, typename Consume>
Status RunParallel(Next&& next, Work&& work, Consume&& consume, const ParallelOptions& options) {
  using Item = typename internal::ValueOf<std::invoke_result_t<Next>>::value_type;
  using Outcome = std::invoke_result_t<Work, const Item&, std::stop_token>;
  const auto limit = static_cast<size_t>(options.in_flight > 0 ? options.in_flight : 4 * std::max(options.threads, 1));
  std::map<uint64_t, internal::ParallelSlot<Item, Outcome>> slots;  // by ticket; outlives the threads
  TaskThreads threads(options);
  uint64_t next_ticket = 0;
  bool more = true;

  auto take = [&]() -> Status {
    while (more && slots.size() < limit && !options.stop.stop_requested()) {
      LP_ASSIGN(auto item, next());
      more = item.has_value();
      if (!more) break;
      auto& slot =
          slots.try_emplace(next_ticket, internal::ParallelSlot<Item, Outcome>{*std::move(item)}).first->second;
      threads.Submit(next_ticket++,
                     [&slot, &work](std::stop_token stop) { slot.outcome.emplace(work(slot.item, stop)); });
    }
    return Ok();
  };
  auto hand_over = [&](auto position) -> Status {
    auto slot = std::move(position->second);
    slots.erase(position);
    return consume(std::move(slot.item), *std::move(slot.outcome));
  };

  LP_TRY(take());
  while (!slots.empty()) {
    LP_ASSIGN(uint64_t ticket, threads.WaitForAny());
    auto ready = slots.find(ticket);
    ready->second.done = true;
    if (options.ordered) ready = slots.begin();
    while (ready != slots.end() && ready->second.done) {
      LP_TRY(hand_over(ready));
      ready = options.ordered ? slots.begin() : slots.end();
    }
    LP_TRY(take());
  }
  if (more) return Cancelled("stopped before all the work was done");
  return Ok();
}

// Calls `work` for each item; the values in the items' order, or the first error in that order.
//   work: (const Item&, std::stop_token) -> Result<Value>
template <typename Item, typename Work>
auto MapParallel(const std::vector<Item>& items, Work&& work, ParallelOptions options = {}) {
  using Value = internal::ValueOf<std::invoke_result_t<Work, const Item&, std::stop_token>>;
  std::vector<Value> values;
  values.reserve(items.size());
  options.ordered = true;
  auto position = items.begin();
  auto next = [&]() -> Result<std::optional<const Item*>> {
    return position == items.end() ? std::optional<const Item*>() : std::optional<const Item*>(&*position++);
  };
  auto run = [&work](const Item* item, std::stop_token stop) { return work(*item, stop); };
  auto keep = [&values](const Item*, Result<Value> outcome) -> Status {
    LP_ASSIGN(auto value, std::move(outcome));
    values.push_back(std::move(value));
    return Ok();
  };
  Status status = RunParallel(next, run, keep, options);
  return status.ok() ? Result<std::vector<Value>>(std::move(values))
                     : Result<std::vector<Value>>(std::move(status).error());
}

}  // namespace lakeport
