mod ingest;
mod shared_data;
