//! Who answers for which worker, also for one that has ended.
//!
//! Every answer for the screen is put together from one part of each worker. A worker that ends
//! must not leave the others' parts waiting for ever: what it owed is asked of the one that takes
//! its place, and where none can be started an empty [`Shard`] in the page answers for it.
//!
//! **Invariant:** a request to any worker is answered, or dropped because a newer one replaces it.

use super::super::protocol::{Request, Response};
use super::super::shard::Shard;

/// One seat for each worker.
pub(super) struct Crew {
    seats: Vec<Seat>,
}

/// The place of one worker.
#[derive(Default)]
struct Seat {
    /// What was asked and is not answered, in the order asked.
    owed: Vec<Request>,
    /// Answers that nothing is here, once no worker can be.
    stand_in: Option<Box<Shard>>,
}

impl Crew {
    pub(super) fn new(num_shards: u16) -> Self {
        Self { seats: (0..num_shards).map(|_| Seat::default()).collect() }
    }

    /// Takes note of a request; the answers at once where no worker will give them, `None` where
    /// one will.
    pub(super) fn asked(&mut self, shard: u16, request: &Request) -> Option<Vec<Response>> {
        let seat = self.seats.get_mut(usize::from(shard))?;
        if let Some(stand_in) = &mut seat.stand_in {
            return Some(answers(stand_in, request.clone()));
        }
        if let Request::Values { asker: new, .. } = request {
            // An older question of the same asker is never answered.
            seat.owed.retain(|owed| !matches!(owed, Request::Values { asker, .. } if asker == new));
        }
        if let Request::ForgetRecords { id: forgotten } = request {
            seat.owed.retain(|owed| !matches!(owed, Request::Records { id, .. } if id == forgotten));
        }
        if is_owed(request) {
            seat.owed.push(request.clone());
        }
        None
    }

    /// Takes note of an answer.
    pub(super) fn answered(&mut self, shard: u16, response: &Response) {
        let Some(seat) = self.seats.get_mut(usize::from(shard)) else { return };
        if let Some(place) = seat.owed.iter().position(|request| is_answer(request, response)) {
            seat.owed.remove(place);
        }
    }

    /// What a worker that has ended owes.
    pub(super) fn debts(&mut self, shard: u16) -> Vec<Request> {
        self.seats.get_mut(usize::from(shard)).map(|seat| std::mem::take(&mut seat.owed)).unwrap_or_default()
    }

    /// Leaves a worker's seat empty.
    pub(super) fn stand_in_for(&mut self, shard: u16) {
        if let Some(seat) = self.seats.get_mut(usize::from(shard)) {
            seat.stand_in.get_or_insert_default();
        }
    }

    /// Whether no worker is at this seat.
    pub(super) fn is_vacant(&self, shard: u16) -> bool {
        self.seats.get(usize::from(shard)).is_some_and(|seat| seat.stand_in.is_some())
    }
}

/// Whether the answer to a request is waited for when its worker has ended. What belongs to a query
/// is asked anew with the next one, and a single row is gone with its worker.
fn is_owed(request: &Request) -> bool {
    matches!(
        request,
        Request::Seal
            | Request::Digests { .. }
            | Request::Settle { .. }
            | Request::Find { .. }
            | Request::Values { .. }
            | Request::Coverage
            | Request::FileHashes
            | Request::Records { .. }
    )
}

fn is_answer(request: &Request, response: &Response) -> bool {
    match (request, response) {
        (Request::Seal, Response::Sealed { .. })
        | (Request::Digests { .. }, Response::Digests { .. })
        | (Request::Settle { .. }, Response::Settled)
        | (Request::Coverage, Response::Coverage { .. })
        | (Request::FileHashes, Response::FileHashes { .. }) => true,
        (Request::Find { event_id: asked, .. }, Response::Found { event_id: told, .. }) => asked == told,
        (Request::Records { id: asked, .. }, Response::Records { id: told, .. }) => asked == told,
        (
            Request::Values { asker: asked_by, serial: asked, .. },
            Response::Values { asker: told_to, serial: told, .. },
        ) => (asked_by, asked) == (told_to, told),
        _ => false,
    }
}

fn answers(shard: &mut Shard, request: Request) -> Vec<Response> {
    shard.receive(request, Vec::new());
    let mut responses = Vec::new();
    while shard.has_work() {
        responses.extend(shard.step());
    }
    responses
}
