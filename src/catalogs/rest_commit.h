#pragma once

#include <vector>

#include "base/json.h"
#include "iceberg/catalog.h"

// What is sent to an Iceberg REST catalog for a commit. Pure.
namespace lakeport::catalogs {

Json CommitToJson(const iceberg::TableIdentifier& table, const std::vector<iceberg::TableRequirement>& requirements,
                  const std::vector<iceberg::TableUpdate>& updates);

bool CreatesTable(const std::vector<iceberg::TableRequirement>& requirements);

// True when a branch must not be there yet, which not every server checks: Nessie 0.99 does not.
bool WantsNoBranch(const std::vector<iceberg::TableRequirement>& requirements);
bool NamesLocation(const std::vector<iceberg::TableUpdate>& updates);

// `updates` with all that a table needs which is to be made by one commit, but
// for its schema and its location: what they leave open is a new uuid, format
// version 2, no partitions and no order.
std::vector<iceberg::TableUpdate> WithCreation(const std::vector<iceberg::TableUpdate>& updates);

// True when they add a schema, a partition spec or a sort order.
bool AddsStructure(const std::vector<iceberg::TableUpdate>& updates);

// `updates` without the schema, the spec and the order that the table has already; they are made current by their ids.
// Iceberg's own server knows no "last added" one when it was there before.
Result<std::vector<iceberg::TableUpdate>> WithoutKnown(const iceberg::TableMetadata& base,
                                                       std::vector<iceberg::TableUpdate> updates);

// True when the table surely holds what the updates add: their snapshots, or
// the uuid of a table that they make.
bool HoldsCommit(const iceberg::TableMetadata& metadata, const std::vector<iceberg::TableUpdate>& updates);

// The answer to loading a table or committing to it. CorruptData for what is
// none.
Result<iceberg::LoadedTable> LoadedTableFromJson(const Json& json);

// A request for a table that the server is to stage, and not to make: to learn
// where it would lie.
Json StageToJson(const iceberg::TableIdentifier& table);

}  // namespace lakeport::catalogs
