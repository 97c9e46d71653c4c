"""Ask for the record of an evaluation or a contract as one archive, follow it, and read it; made by a job."""

from app.exports.service.asking import ask_contract, ask_evaluation, file_of, listed, read
from app.exports.service.building import BUILD, build

__all__ = ["BUILD", "ask_contract", "ask_evaluation", "build", "file_of", "listed", "read"]
