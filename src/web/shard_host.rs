//! A worker's program: one shard behind the protocol's bytes.

use super::worker::Handler;
use crate::engine::protocol::{self, Response};
use crate::engine::shard::Shard;

/// One shard that hears and speaks bytes.
#[derive(Default)]
pub struct ShardHost(Shard);

impl Handler for ShardHost {
    fn receive(&mut self, message: Vec<u8>, attachments: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
        match protocol::decode(&message) {
            Ok(request) => {
                self.0.receive(request, attachments.into_iter().next().unwrap_or_default());
                Vec::new()
            }
            Err(what) => vec![protocol::encode(&Response::Failed { what })],
        }
    }

    fn has_work(&self) -> bool {
        self.0.has_work()
    }

    fn is_awaited(&self) -> bool {
        self.0.is_awaited()
    }

    fn step(&mut self) -> Vec<Vec<u8>> {
        self.0.step().iter().map(protocol::encode).collect()
    }
}
