#pragma once

#include <string_view>

// One function for each kind of input that comes from outside. Each takes any bytes: it must return, and ends the
// process where a reader breaks its promise. Those in targets/NAME.cc are called after the file.
namespace lakeport::fuzz {

void AvroContainer(std::string_view input);
void AvroSerde(std::string_view input);
void CompressedText(std::string_view input);
void CsvSerde(std::string_view input);
void HiveType(std::string_view input);
void JsonSerde(std::string_view input);
void LazySerde(std::string_view input);
void Manifest(std::string_view input);
void ManifestList(std::string_view input);
void OrcFooter(std::string_view input);
void ParquetFooter(std::string_view input);
void PartitionPath(std::string_view input);
void RegexSerde(std::string_view input);
void TableMetadata(std::string_view input);

}  // namespace lakeport::fuzz
