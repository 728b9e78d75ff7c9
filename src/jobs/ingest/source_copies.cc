#include "jobs/ingest/source_copies.h"

#include <utility>

#include "base/parallel.h"
#include "storage/copy.h"

namespace lakeport::ingest {
namespace {

Status Copy(const CopyContext& context, const CopyArea& copies, const SourceFile& file, std::stop_token stop) {
  if (copies.IsThere(file) && context.verify != protocol::Verify::kChecksum) {
    context.progress.AddBytes(file.info.size);
    return Ok();
  }
  LP_ASSIGN(Location to, copies.LocationFor(file));
  LP_ASSIGN(storage::FileIO * from, context.stores.Get(file.info.location));
  storage::CopyOptions options{.verify = context.verify == protocol::Verify::kOff ? storage::CopyVerify::kLength
                                                                                  : storage::CopyVerify::kReadBack,
                               .on_bytes = [&context](int64_t bytes) { context.progress.AddBytes(bytes); },
                               .stop = std::move(stop)};
  LP_TRY(storage::CopyFile(*from, file.info, context.io, to, options));
  return Ok();
}

}  // namespace

Status CopySourceFiles(const CopyContext& context, const CopyArea& copies, Adoption& adoption) {
  return adoption.VisitAgain([&](std::vector<SourceFile> files) {
    std::erase_if(files, [&](const SourceFile& file) { return adoption.IsRewritten(file); });
    auto position = files.begin();
    auto next = [&]() -> Result<std::optional<SourceFile>> {
      return position == files.end() ? std::optional<SourceFile>() : std::optional<SourceFile>(std::move(*position++));
    };
    auto copy = [&](const SourceFile& file, std::stop_token stop) { return Copy(context, copies, file, stop); };
    auto count = [&](const SourceFile&, Status copied) -> Status {
      LP_TRY(std::move(copied));
      context.progress.AddFile();
      return Ok();
    };
    return RunParallel(next, copy, count, {.threads = context.threads, .stop = context.stop});
  });
}

}  // namespace lakeport::ingest
