mod sample;
mod view;
