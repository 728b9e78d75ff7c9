#pragma once

#include <functional>
#include <mutex>
#include <vector>

#include "protocol/event_sink.h"

namespace lakeport::ingest {

// Keeps every event, and may be told to do something when one comes. Safe from several threads.
class EventLog final : public protocol::EventSink {
 public:
  std::function<void(const protocol::EngineEvent&)> on_event = [](const protocol::EngineEvent&) {};

  void Emit(const protocol::EngineEvent& event) override {
    {
      std::lock_guard lock(mutex_);
      events_.push_back(event);
    }
    on_event(event);
  }

  std::vector<protocol::EngineEvent> all() const {
    std::lock_guard lock(mutex_);
    return events_;
  }

  template <typename Event>
  std::vector<Event> Of() const {
    std::vector<Event> found;
    for (const auto& event : all()) {
      if (const auto* one = std::get_if<Event>(&event)) found.push_back(*one);
    }
    return found;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<protocol::EngineEvent> events_;
};

}  // namespace lakeport::ingest
