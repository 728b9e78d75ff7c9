#include "base/parallel.h"

#include <algorithm>
#include <system_error>

namespace lakeport {

TaskThreads::TaskThreads(const ParallelOptions& options)
    : max_threads_(static_cast<size_t>(std::max(options.threads, 1))),
      outer_stop_(options.stop, [this] { stop_.request_stop(); }) {}

TaskThreads::~TaskThreads() {
  stop_.request_stop();
  for (auto& thread : threads_) thread.join();
}

void TaskThreads::Submit(uint64_t ticket, std::function<void(std::stop_token)> task) {
  std::lock_guard lock(mutex_);
  waiting_.push_back({ticket, std::move(task)});
  ++unfinished_;
  if (threads_.size() < std::min(unfinished_, max_threads_)) StartThread();
  task_added_.notify_one();
}

void TaskThreads::StartThread() {
  try {
    threads_.emplace_back([this] { Work(); });
  } catch (const std::system_error&) {
    if (threads_.empty()) throw;  // fewer threads are slower; none would wait for ever
  }
}

Result<uint64_t> TaskThreads::WaitForAny() {
  std::unique_lock lock(mutex_);
  bool done = task_done_.wait(lock, stop_.get_token(), [this] { return !done_.empty(); });
  if (!done) return Cancelled("stopped before all the work was done");
  uint64_t ticket = done_.front();
  done_.pop_front();
  return ticket;
}

void TaskThreads::Work() {
  std::stop_token stop = stop_.get_token();
  std::unique_lock lock(mutex_);
  while (task_added_.wait(lock, stop, [this] { return !waiting_.empty(); }) && !stop.stop_requested()) {
    Task task = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    task.run(stop);
    task.run = nullptr;
    lock.lock();
    done_.push_back(task.ticket);
    --unfinished_;
    task_done_.notify_one();
  }
}

}  // namespace lakeport
