#pragma once

#include <hive_metastore_idl/hive_metastore_types.h>

#include "metastore/types.h"

// Between the metastore's nouns as we hold them and as they travel. For this module's .cc files only.
namespace lakeport::metastore {

wire::Database ToWire(const Database& database);
wire::Table ToWire(const Table& table);
wire::Partition ToWire(const std::string& database, const std::string& table, const Partition& partition);
wire::LockRequest ToWire(const LockRequest& request);

Database FromWire(wire::Database database);
Table FromWire(wire::Table table);
Partition FromWire(wire::Partition partition);
LockState FromWire(wire::LockState::type state);

}  // namespace lakeport::metastore
