mod detail;
mod sample;
