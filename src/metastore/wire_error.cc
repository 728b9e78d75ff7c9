#include "metastore/wire_error.h"

#include <string_view>

#include <hive_metastore_idl/ThriftHiveMetastore.h>
#include <thrift/TApplicationException.h>
#include <thrift/transport/TTransportException.h>

#include "base/utf8.h"

namespace lakeport::metastore {

namespace {

using apache::thrift::TApplicationException;
using apache::thrift::transport::TTransportException;

// The server has few exceptions and many reasons; the reason is in the text.
struct Reason {
  std::string_view text;
  ErrorKind kind;
};
constexpr Reason kReasons[] = {
    {"The table has been modified. The parameter value for key", ErrorKind::kConflict},
    {"is not empty", ErrorKind::kConflict},
    {"doesn't exist", ErrorKind::kNotFound},
    {"does not exist", ErrorKind::kNotFound},
    {"table not found", ErrorKind::kNotFound},
    {"AccessControlException", ErrorKind::kPermissionDenied},
    {"Permission denied", ErrorKind::kPermissionDenied},
    {"No privilege", ErrorKind::kPermissionDenied},
    {"not authorized", ErrorKind::kPermissionDenied},
    {"does not have permissions", ErrorKind::kPermissionDenied},
    {"JDOFatalDataStoreException", ErrorKind::kUnavailable},
    {"JDODataStoreException", ErrorKind::kUnavailable},
    {"Unable to acquire a connection", ErrorKind::kUnavailable},
    {"java.net.ConnectException", ErrorKind::kUnavailable},
    {"NameNode", ErrorKind::kUnavailable},
};

ErrorKind KindOf(std::string_view text, ErrorKind otherwise) {
  for (const auto& reason : kReasons) {
    if (text.find(reason.text) != std::string_view::npos) return reason.kind;
  }
  return otherwise;
}

// A server's message may hold a Java stack trace: its first line says enough.
std::string FirstLine(std::string_view text) {
  constexpr size_t kMaxLength = 400;
  return Printable(text.substr(0, std::min(text.find('\n'), kMaxLength)));
}

CallFailure Answered(ErrorKind kind, const std::string& text, const CallSubject& subject, const Endpoint& endpoint) {
  std::string message = fmt::format("{}: metastore {} says: {}", subject.noun, endpoint.ToString(),
                                    text.empty() ? "nothing more" : FirstLine(text));
  return {Error(kind, std::move(message)), /*connection_usable=*/true, /*connection_lost=*/false};
}

CallFailure BrokenTransport(const TTransportException& exception, const CallSubject& subject,
                            const Endpoint& endpoint) {
  if (std::string_view(exception.what()).find("MaxMessageSize") != std::string_view::npos) {
    return {Unsupported("{}: the answer of metastore {} is larger than this program takes", subject.noun,
                        endpoint.ToString())};
  }
  const bool timed_out = exception.getType() == TTransportException::TIMED_OUT;
  const char* what = timed_out ? "did not answer in time" : "broke the connection off";
  const std::string where = endpoint.ToString();
  CallFailure failure{Unavailable("{}: metastore {} {} ({})", subject.noun, where, what, FirstLine(exception.what())),
                      /*connection_usable=*/false, /*connection_lost=*/!timed_out};
  if (subject.changes) {
    failure.error = CommitUnknown("{}: metastore {} {} ({}); the change may have been made or not", subject.noun, where,
                                  what, FirstLine(exception.what()));
  } else if (timed_out) {
    failure.error = Timeout("{}: metastore {} {}", subject.noun, where, what);
  }
  return failure;
}

CallFailure Refused(const TApplicationException& exception, const CallSubject& subject, const Endpoint& endpoint) {
  if (exception.getType() != TApplicationException::UNKNOWN_METHOD) {
    return Answered(ErrorKind::kInternal, exception.what(), subject, endpoint);
  }
  return {Unsupported("{}: metastore {} does not know this call ({}); Hive 2.3 or newer is needed", subject.noun,
                      endpoint.ToString(), FirstLine(exception.what())),
          /*connection_usable=*/true, /*connection_lost=*/false};
}

}  // namespace

CallFailure DescribeFailure(std::exception_ptr exception, const CallSubject& subject, const Endpoint& endpoint) {
  auto answered = [&](ErrorKind kind, const std::string& text) { return Answered(kind, text, subject, endpoint); };
  try {
    std::rethrow_exception(std::move(exception));
  } catch (const wire::NoSuchObjectException& e) {
    return answered(ErrorKind::kNotFound, e.message);
  } catch (const wire::UnknownDBException& e) {
    return answered(ErrorKind::kNotFound, e.message);
  } catch (const wire::NoSuchLockException& e) {
    return answered(ErrorKind::kNotFound, e.message);
  } catch (const wire::NoSuchTxnException& e) {
    return answered(ErrorKind::kNotFound, e.message);
  } catch (const wire::TxnAbortedException& e) {
    return answered(ErrorKind::kConflict, e.message);
  } catch (const wire::TxnOpenException& e) {
    return answered(ErrorKind::kConflict, e.message);
  } catch (const wire::AlreadyExistsException& e) {
    return answered(ErrorKind::kAlreadyExists, e.message);
  } catch (const wire::InvalidObjectException& e) {
    return answered(KindOf(e.message, ErrorKind::kInvalidArgument), e.message);
  } catch (const wire::InvalidOperationException& e) {
    return answered(KindOf(e.message, ErrorKind::kInvalidArgument), e.message);
  } catch (const wire::MetaException& e) {
    return answered(KindOf(e.message, ErrorKind::kInternal), e.message);
  } catch (const TApplicationException& e) {
    return Refused(e, subject, endpoint);
  } catch (const TTransportException& e) {
    return BrokenTransport(e, subject, endpoint);
  } catch (const std::exception& e) {
    return {CorruptData("{}: the answer of metastore {} can't be read: {}", subject.noun, endpoint.ToString(),
                        FirstLine(e.what())),
            /*connection_usable=*/false, /*connection_lost=*/false};
  }
}

}  // namespace lakeport::metastore
