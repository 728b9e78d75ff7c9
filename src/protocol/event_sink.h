#pragma once

#include "protocol/engine_event.h"

namespace lakeport::protocol {

// Where an engine's events go. Emit may be called from several threads; events arrive whole, one after the other.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void Emit(const EngineEvent& event) = 0;
};

}  // namespace lakeport::protocol
