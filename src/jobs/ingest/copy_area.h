#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "jobs/ingest/footer_reader.h"
#include "storage/file_io.h"

namespace lakeport::ingest {

// Where one attempt of a job copies one table's files to, so that attempts which run at once, or die at any moment, can
// do each other no harm.
//
// Every attempt has a folder of its own, `<table>/data/<job>-<attempt>-<token>/`. Within it a file's name is made of
// its partition, its name and a hash of its source's location, length and time: one name, one version of one source.
// A folder has exactly one owner: its own attempt, until somebody creates `_owner` in it, which only one can. Who
// wants to use what an earlier attempt has copied creates it with his name; an attempt that wants to commit, or to
// delete, creates it with its own. So a file is never deleted by one attempt while another one relies on it: an attempt
// that was taken over can neither commit nor delete. What a taken-over attempt had taken over itself goes with it.
//
// Files that are written anew, not copied, are taken over by nobody: a later attempt deletes them.
//
// For one thread, but for LocationFor and LocationForNew.
class CopyArea {
 public:
  CopyArea(storage::FileIO& io, Location table, std::string job_id, int attempt);

  // Takes over what earlier attempts of the job, and none of a higher number, have copied. The caller must look, after
  // this, whether the table has been committed by one of them, and then call Release.
  Status TakeOver();

  // Where a source file's copy is, or goes.
  Result<Location> LocationFor(const SourceFile& file) const;
  // Where a file goes that this attempt makes anew, below a partition's folder ("" for none).
  Result<Location> LocationForNew(const std::string& partition, const std::string& name) const;
  bool IsThere(const SourceFile& file) const;  // taken over, complete
  void Use(const SourceFile& file);            // its copy will be the table's

  // Before the commit. Conflict when another attempt has taken over: then nothing may be committed or deleted.
  Status Close();

  // After a failure: deletes everything this attempt owns, unless another has taken over. Directories left empty go
  // too.
  Status Remove();
  // After the commit: deletes what any attempt of the job copied and the table does not use. Where an earlier attempt's
  // copies are used, its `_owner` stays.
  Status RemoveUnused();
  // Gives back what TakeOver took; the files stay.
  Status Release();

  // For a table that the job has made already. HasStrays is false when one attempt alone has copied, and has finished.
  Result<bool> HasStrays() const;
  // Deletes what attempts of the job copied, but for the locations that the table uses.
  Status RemoveStrays(const std::unordered_set<std::string>& used);

 private:
  struct Copy {
    std::string folder;
    int64_t size = 0;
    bool used = false;
  };

  Result<std::vector<std::string>> ListFolders() const;  // of this job, without our own
  Result<bool> TakeFolder(const std::string& folder);
  // Creates the folder's `_owner`; the owner's name, ours or another's.
  Result<std::string> Claim(const std::string& folder, const std::string& owner);
  Status RemoveBut(const std::vector<std::string>& folders, const std::unordered_set<std::string>& used);
  Status DeleteFolder(const std::string& folder);
  Status IndexFolder(const std::string& folder);
  Result<Location> OwnerFile(const std::string& folder) const;

  storage::FileIO& io_;
  const Location table_;
  const std::string job_id_;
  const int attempt_;
  const std::string folder_;                      // our own
  std::set<std::string> taken_;                   // folders that are ours now
  std::set<std::string> claimed_;                 // folders whose `_owner` we wrote
  std::unordered_map<std::string, Copy> copies_;  // taken over, by path below the folder
};

// The name of a source file's copy: "000000_0-5d41402abc4b2a76.orc". Other characters than letters, digits, '.', '_'
// and
// '-' become '_'.
std::string CopyName(const SourceFile& file);
// With its partition's folders: "day=2024-01-01/000000_0-5d41402abc4b2a76.orc". The same for the same version of the
// same source, whoever copies it.
std::string CopyPath(const SourceFile& file);
// True for a folder below a table's `data` that an attempt of the job copies to.
bool IsFolderOfJob(const std::string& folder, const std::string& job_id);
// The CopyPath of a path below a table's `data` folder, "<job>-<attempt>-<token>/day=...": nullopt for a file that no
// attempt has copied.
std::optional<std::string> FindCopyPath(std::string_view below_data);

}  // namespace lakeport::ingest
