#include "jobs/ingest/footer_reader.h"

#include "jobs/ingest/file_check.h"

namespace lakeport::ingest {

Result<FooterPtr> ReadFooterOf(Stores& stores, const SourceFile& file) {
  auto format = AdoptableFormat(file.partition->format);
  if (!format) return Unsupported("{} files have no footer", hive::ToString(file.partition->format));
  LP_ASSIGN(storage::FileIO * io, stores.Get(file.info.location));
  LP_ASSIGN(auto opened, io->Open(file.info.location));
  if (opened->size() != file.info.size) {
    return Unavailable("{} had {} bytes when it was listed and has {} now: someone is writing to it",
                       file.info.location.ToString(), file.info.size, opened->size());
  }
  LP_ASSIGN(auto footer, formats::ReadFooter(*format, *opened));
  return std::make_shared<const formats::FileFooter>(std::move(footer));
}

std::vector<SourceFile> FilesOf(const std::vector<ListedPartition>& partitions) {
  std::vector<SourceFile> files;
  for (const ListedPartition& listed : partitions) {
    for (const storage::FileInfo& info : listed.files.files) files.push_back({info, listed.partition});
  }
  return files;
}

}  // namespace lakeport::ingest
