resource "aws_cloudtrail" "this" {
  name                  = "trail"
  is_multi_region_trail = true
  for_each              = var.trails

  event_selector {
    include_management_events = var.with_management
  }

  dynamic "event_selector" {
    for_each = var.more
    content {
      read_write_type = event_selector.value
    }
  }
}
