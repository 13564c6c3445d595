"""The files of a release, written from shown cells only: the same cells give the same bytes."""
