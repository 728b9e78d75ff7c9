#pragma once

#include <exception>
#include <string>

#include "base/result.h"
#include "metastore/endpoint.h"

namespace lakeport::metastore {

// What a call is about, for its errors.
struct CallSubject {
  std::string noun;      // "table sales.orders"
  bool changes = false;  // the call changes something on the server
};

struct CallFailure {
  Error error;
  bool connection_usable = false;  // the server answered; the next call may follow
  bool connection_lost = false;    // the server hung up
};

// Gives what Thrift and the generated code threw during a call a kind that the caller can act on.
CallFailure DescribeFailure(std::exception_ptr exception, const CallSubject& subject, const Endpoint& endpoint);

}  // namespace lakeport::metastore
