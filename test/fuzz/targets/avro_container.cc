#include "iceberg/avro/container_reader.h"
#include "input.h"
#include "targets.h"

namespace lakeport::fuzz {

void AvroContainer(std::string_view input) {
  auto file = iceberg::avro::ContainerReader::Start(FileOf(input));
  if (!file.ok()) return;
  Require(file->schema() != nullptr, "a container has a schema");
  while (true) {
    auto block = file->NextBlock();
    if (!block.ok() || !*block) return;
  }
}

}  // namespace lakeport::fuzz
